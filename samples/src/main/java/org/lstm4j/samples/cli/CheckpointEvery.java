package org.lstm4j.samples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.train.Checkpoints;

/**
 * How often a run's state is put down.
 *
 * @param count how many
 * @param unit of what
 */
public record CheckpointEvery(int count, Unit unit) {
  /** Every five minutes: what a run may lose and nobody would mind. */
  static final CheckpointEvery DEFAULT = new CheckpointEvery(5, Unit.MIN);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(epochs|steps|min|)");

  /** What is counted. */
  public enum Unit {
    /** Passes through the data. */
    EPOCHS,
    /** Updates. */
    STEPS,
    /** Minutes. */
    MIN
  }

  /**
   * Reads what a user wrote.
   *
   * @param text such as {@code 10}, which are epochs, {@code 500steps} or {@code 5min}
   * @throws IllegalArgumentException if it is something else
   */
  static CheckpointEvery parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
      throw new IllegalArgumentException(text);
    }
    String unit = matcher.group(2);
    return new CheckpointEvery(
        Integer.parseInt(matcher.group(1)),
        switch (unit) {
          case "steps" -> Unit.STEPS;
          case "min" -> Unit.MIN;
          default -> Unit.EPOCHS;
        });
  }

  Checkpoints in(Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder);
    return switch (unit) {
      case EPOCHS -> checkpoints.everyEpochs(count);
      case STEPS -> checkpoints.everySteps(count);
      case MIN -> checkpoints.every(Duration.ofMinutes(count));
    };
  }
}
