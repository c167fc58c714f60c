package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final EpochReport FIRST = new EpochReport(1, 4, 3, 0.1, 0.5);
  private static final EpochReport SECOND = new EpochReport(2, 3, 5, 0.1, 1.25);

  @Test
  void epochsAreCountedFromOne() {
    History history = new History(List.of(FIRST, SECOND), true, 1);
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
    History history = new History(reports, false, 1);
    reports.add(SECOND);
    assertEquals(List.of(FIRST), history.epochs());
    assertThrows(UnsupportedOperationException.class, () -> history.epochs().clear());
  }
}
