package org.lstm4j.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** When a run writes checkpoints, and from which one it goes on. */
final class RunCheckpoints implements AutoCloseable {
  private final Trainer trainer;
  private final Checkpoints wanted;
  private final CheckpointFolder folder;
  private final Map<String, String> settings;
  private final Optional<Checkpoint> found;
  private long lastTime = System.nanoTime();
  private long lastStep = -1;

  /** Locks the folder and looks what is there. */
  RunCheckpoints(Trainer trainer, EpochPass training, Optional<EpochPass> validation) {
    this.trainer = trainer;
    this.wanted = trainer.checkpoints.orElseThrow();
    this.settings = RunSettings.of(trainer, training, validation);
    try {
      folder = new CheckpointFolder(wanted.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      found = look();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Optional<Checkpoint> look() {
    try {
      if (!trainer.resumes) {
        wanted.files().stream()
            .findFirst()
            .ifPresent(file -> {
              throw new IllegalStateException(
                  "there is a checkpoint of an earlier run, %s; resume that run, or delete the file"
                      .formatted(file));
            });
        return Optional.empty();
      }
      Optional<Checkpoint> newest = folder.newest(trainer::notice);
      newest.ifPresent(checkpoint -> RunSettings.check(settings, checkpoint.settings()));
      trainer.notice(
          newest
              .map(checkpoint ->
                  "resumed after %d epochs, at step %d"
                      .formatted(checkpoint.epochs().size(), checkpoint.step()))
              .orElse(
                  "there is no checkpoint in %s; starting from the beginning"
                      .formatted(wanted.folder())));
      newest.ifPresent(checkpoint -> lastStep = checkpoint.step());
      return newest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Checkpoint> toResume() {
    return found;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** After a step within an epoch. */
  void afterStep(TrainingProgress progress, Supplier<Checkpoint> state) {
    if (isDueByStep(progress.step() - 1)) {
      write(state.get());
    }
  }

  /** After an epoch, and with it a step. */
  void afterEpoch(TrainingProgress progress, Supplier<Checkpoint> state) {
    int epochsDone = progress.epoch() - 1;
    if (isDueByStep(progress.step() - 1)
        || (wanted.epochs() > 0 && epochsDone % wanted.epochs() == 0)) {
      write(state.get());
    }
  }

  private boolean isDueByStep(long stepsDone) {
    return (wanted.steps() > 0 && stepsDone % wanted.steps() == 0)
        || (wanted.time().isPositive() && System.nanoTime() - lastTime >= wanted.time().toNanos());
  }

  /** The last one, of a run that ends or is interrupted. */
  void atTheEnd(Supplier<Checkpoint> state) {
    if (wanted.areRegular() || Thread.currentThread().isInterrupted()) {
      Checkpoint last = state.get();
      if (last.step() != lastStep) {
        write(last);
      }
    }
  }

  private void write(Checkpoint checkpoint) {
    try {
      folder.write(checkpoint);
      lastStep = checkpoint.step();
    } catch (IOException | OutOfMemoryError e) {
      trainer.notice(
          "the checkpoint of step %d could not be written: %s".formatted(checkpoint.step(), e));
    }
    lastTime = System.nanoTime();
  }

  @Override
  public void close() {
    try {
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
