package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final EpochReport FIRST = report(1, 0.5);
  private static final EpochReport SECOND = report(2, 1.25);

  private static EpochReport report(int epoch, double seconds) {
    return new EpochReport(epoch, new Scores(4, Map.of()), Optional.empty(), List.of(0.1), seconds);
  }

  @Test
  void epochsAreCountedFromOne() {
    History history = new History(List.of(FIRST, SECOND), History.Ending.STOPPED_EARLY, 1);
    assertSame(FIRST, history.epoch(1));
    assertSame(SECOND, history.epoch(2));
    assertSame(SECOND, history.last());
    assertEquals(1.25, history.seconds());
    assertThrows(IndexOutOfBoundsException.class, () -> history.epoch(0));
    assertThrows(IndexOutOfBoundsException.class, () -> history.epoch(3));
  }

  @Test
  void keepsACopy() {
    List<EpochReport> reports = new ArrayList<>(List.of(FIRST));
    History history = new History(reports, History.Ending.COMPLETE, 1);
    reports.add(SECOND);
    assertEquals(List.of(FIRST), history.epochs());
    assertThrows(UnsupportedOperationException.class, () -> history.epochs().clear());
  }
}
