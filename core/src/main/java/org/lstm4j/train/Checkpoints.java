package org.lstm4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Where and how often a run of a {@link Trainer} puts down its state, so that whatever ends it, the
 * next one goes on: weights, moments, the course so far, and the place in the epoch. A resumed run
 * ends with the bits of one that was never interrupted.
 *
 * <p>The two last checkpoints are kept, each a safetensors file {@code step-NUMBER.safetensors}
 * with a SHA-256 of all of it. Besides as often as is asked for, one is written when the thread is
 * interrupted, and one at the end, which stays until {@link #delete}: the caller may still lose
 * what it makes of the model.
 *
 * @param folder the folder, made if it is missing; for one run at a time
 * @param epochs epochs from one checkpoint to the next, or 0
 * @param steps steps from one to the next, or 0
 * @param time time from one to the next, or zero
 */
public record Checkpoints(Path folder, int epochs, long steps, Duration time) {

  /** Checks the numbers. */
  public Checkpoints {
    Objects.requireNonNull(folder, "folder");
    if (epochs < 0 || steps < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "checkpoints every %d epochs, %d steps or %s; expected numbers of at least 0"
              .formatted(epochs, steps, time));
    }
  }

  /**
   * {@return checkpoints of interrupted runs alone}
   *
   * @param folder the folder, made if it is missing
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, 0, Duration.ZERO);
  }

  /**
   * {@return a checkpoint after every so many epochs besides}
   *
   * @param count at least 1, or 0 for none
   */
  public Checkpoints everyEpochs(int count) {
    return new Checkpoints(folder, count, steps, time);
  }

  /**
   * {@return a checkpoint after every so many steps besides}
   *
   * @param count at least 1, or 0 for none
   */
  public Checkpoints everySteps(long count) {
    return new Checkpoints(folder, epochs, count, time);
  }

  /**
   * {@return a checkpoint after every so much time besides}
   *
   * @param newTime positive, or zero for none
   */
  public Checkpoints every(Duration newTime) {
    return new Checkpoints(folder, epochs, steps, newTime);
  }

  /** {@return whether runs that nothing interrupts have checkpoints} */
  boolean areRegular() {
    return epochs > 0 || steps > 0 || time.isPositive();
  }

  /**
   * {@return the files that are there, the newest first}
   *
   * @throws IOException if the folder cannot be read
   */
  public List<Path> files() throws IOException {
    return Files.isDirectory(folder) ? CheckpointFolder.files(folder) : List.of();
  }

  /**
   * Deletes the checkpoints, and the folder if nothing else is in it: for when the model is safe.
   *
   * @throws IOException if that fails
   */
  public void delete() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
    CheckpointFolder.deleteIfEmpty(folder);
  }
}
