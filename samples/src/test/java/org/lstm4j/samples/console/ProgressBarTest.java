package org.lstm4j.samples.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong clock = new AtomicLong(42);

  @Test
  void terminalRewritesOneLine() {
    try (ProgressBar bar = bar(ProgressMode.TERMINAL, 200)) {
      clock.addAndGet(2 * SECOND);
      bar.update(90);
      clock.addAndGet(3 * SECOND);
      bar.update(200);
    }
    String first =
        "\rsine  45 % [========>            ]   90/200  45.0 it/s  0:02 elapsed, 0:02 left";
    String last =
        "\rsine 100 % [=====================]  200/200  40.0 it/s  0:05 elapsed, 0:00 left";
    assertEquals(first + last + last + System.lineSeparator(), shown());
  }

  /** 10 iterations in a second, after 80 that an earlier run did. */
  @Test
  void aRunThatGoesOn() {
    try (ProgressBar bar = bar(ProgressMode.PIPED, 200)) {
      bar.goOnFrom(80);
      clock.addAndGet(SECOND);
      bar.update(90);
    }
    assertEquals(
        "sine: 90 of 200 (45 %), 10.0 it/s, 0:01 elapsed, 0:11 left" + System.lineSeparator(),
        shown());
  }

  @Test
  void terminalIsRedrawnTenTimesASecond() {
    ProgressBar bar = bar(ProgressMode.TERMINAL, 1000);
    for (int i = 1; i <= 500; i++) {
      clock.addAndGet(2 * MILLI);
      bar.update(i);
    }
    assertEquals(10, shown().chars().filter(c -> c == '\r').count());
  }

  @Test
  void lineNeverExceedsTheTerminal() {
    for (int width = 2; width < 140; width++) {
      bytes.reset();
      try (ProgressBar bar = bar(ProgressMode.TERMINAL, 1_000_000).width(width)) {
        clock.addAndGet(4000 * SECOND);
        bar.update(999_999, "loss 0.12345");
      }
      for (String line : shown().strip().split("\r", -1)) {
        assertTrue(line.length() < width, line);
      }
    }
  }

  @Test
  void shorterLineCoversTheLongerOne() {
    try (ProgressBar bar = bar(ProgressMode.TERMINAL, 10).width(120)) {
      clock.addAndGet(SECOND);
      bar.update(1, "a long note");
      clock.addAndGet(SECOND);
      bar.update(2, "");
    }
    List<String> lines = List.of(shown().split("\r", -1));
    String last =
        "sine  20 % [====>                       ]   2/10  1.00 it/s  0:02 elapsed, 0:08 left";
    String erased = last + " ".repeat(lines.get(1).length() - last.length());
    assertEquals(List.of("", lines.get(1), erased, last + System.lineSeparator()), lines);
  }

  @Test
  void pipeGetsMilestones() {
    try (ProgressBar bar = bar(ProgressMode.PIPED, 200).milestoneEvery(100)) {
      for (int i = 1; i <= 200; i++) {
        clock.addAndGet(SECOND / 10);
        bar.update(i, "loss " + i);
      }
    }
    assertLines(
        "sine: 100 of 200 (50 %), 10.0 it/s, 0:10 elapsed, 0:10 left, loss 100",
        "sine: 200 of 200 (100 %), 10.0 it/s, 0:20 elapsed, 0:00 left, loss 200");
  }

  @Test
  void pipeGetsTheLastStateOfARunThatStopsEarly() {
    try (ProgressBar bar = bar(ProgressMode.PIPED, 1000)) {
      clock.addAndGet(7200 * SECOND);
      bar.update(120);
      bar.update(125);
    }
    assertLines(
        "sine: 120 of 1000 (12 %), 60.00 s/it, 2:00:00 elapsed, 14:40:00 left",
        "sine: 125 of 1000 (12 %), 57.60 s/it, 2:00:00 elapsed, 14:00:00 left");
  }

  @Test
  void ratesHaveThreeDigits() {
    try (ProgressBar bar = bar(ProgressMode.PIPED, 100_000).milestoneEvery(1)) {
      bar.update(1);
      clock.addAndGet(SECOND);
      bar.update(8);
      bar.update(812);
      bar.update(12_345);
    }
    assertLines(
        "sine: 1 of 100000 (0 %), ? it/s, 0:00 elapsed, ? left",
        "sine: 8 of 100000 (0 %), 8.00 it/s, 0:01 elapsed, 3:28:19 left",
        "sine: 812 of 100000 (0 %), 812 it/s, 0:01 elapsed, 2:02 left",
        "sine: 12345 of 100000 (12 %), 12,345 it/s, 0:01 elapsed, 0:07 left");
  }

  @Test
  void quietShowsNothing() {
    try (ProgressBar bar = bar(ProgressMode.QUIET, 2)) {
      bar.update(1, "note");
      bar.update(2);
    }
    assertEquals("", shown());
  }

  @Test
  void misuseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> bar(ProgressMode.QUIET, 0));
    ProgressBar bar = bar(ProgressMode.QUIET, 5);
    bar.update(3);
    assertThrows(IllegalArgumentException.class, () -> bar.update(2));
    assertThrows(IllegalArgumentException.class, () -> bar.update(6));
    assertThrows(IllegalArgumentException.class, () -> bar.milestoneEvery(0));
    assertThrows(IllegalArgumentException.class, () -> bar.width(1));
    bar.close();
    bar.close();
    assertThrows(IllegalArgumentException.class, () -> bar.update(4));
  }

  @Test
  void quietModeWins() {
    assertEquals(ProgressMode.QUIET, ProgressMode.detect(true));
  }

  private ProgressBar bar(ProgressMode mode, long total) {
    return new ProgressBar(out, mode, "sine", total, clock::get);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void assertLines(String... lines) {
    assertEquals(List.of(lines), shown().lines().toList());
  }
}
