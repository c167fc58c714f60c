package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an interrupted run leaves. */
class ProgressTest {

  @Test
  void roundsAndTheirLoad(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(Publisher.ENVIRONMENT);
    Iterator<Double> loads = List.of(0.25, 1.5, 4.0).iterator();
    Progress progress = new Progress(new LinkedHashMap<>(Map.of("a", "b")), 5, file, loads::next);
    progress.done(0);
    assertEquals(Map.of("a", "b", "rounds", "0 of 5"), Environment.read(file));
    progress.begin();
    progress.done(1);
    progress.begin();
    progress.done(2);
    progress.begin(); // and no more
    assertEquals("2 of 5", Environment.read(file).get(Progress.ROUNDS));
    assertEquals("0.25, 1.50", Environment.read(file).get(Progress.LOAD));
  }

  /** Windows tells no load: −1. */
  @Test
  void aSystemThatDoesNotTell(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(Publisher.ENVIRONMENT);
    Progress progress = new Progress(new LinkedHashMap<>(), 1, file, () -> -1);
    progress.begin();
    progress.done(1);
    assertEquals(Map.of("rounds", "1 of 1"), Environment.read(file));
  }
}
