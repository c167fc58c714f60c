package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.data.Windows;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** A run that is interrupted and resumed, however often, is one that never was. */
class CheckpointTest {
  private static final int EPOCHS = 4;
  private static final int BATCHES = 3;
  private static final float[] SERIES = new float[15];

  static {
    for (int i = 0; i < SERIES.length; i++) {
      SERIES[i] = i % 4 - 0.1f * i;
    }
  }

  @TempDir private Path temporary;
  private final List<String> notices = new ArrayList<>();

  /** Kinds of runs, which have between them all that a run may carry from step to step. */
  record Kind(String name, ModelSpec spec, Optimizer optimizer, UnaryOperator<Trainer> settings) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Kind PLAIN =
      new Kind(
          "plain",
          ModelSpec.values(1).lstm(2).dense(1).lastStep(),
          new Optimizer.Sgd(0.1),
          trainer -> trainer);

  private static final Kind MOMENTS =
      new Kind(
          "moments",
          ModelSpec.values(1).lstm(2).dropout(0.4).dense(1).lastStep(),
          new Optimizer.Adam(0.02),
          trainer ->
              trainer
                  .shuffle(5)
                  .dropoutSeed(7)
                  .parts(2)
                  .schedule(LearningRateSchedule.oneCycle(0.3, 0.1, 0.01))
                  .metric(Metric.meanAbsoluteError()));

  private static final Kind VALIDATED =
      new Kind(
          "validated",
          ModelSpec.values(1).lstm(2).layer(new BatchNormalization()).dense(1).lastStep(),
          new Optimizer.Sgd(0.3, 0.9),
          trainer ->
              trainer
                  .validation(Windows.next(SERIES, 6))
                  .monitor(Metric.rootMeanSquaredError())
                  .plateau(new Plateau(0.5, 0))
                  .earlyStopping(new EarlyStopping(3, 0))
                  .restoreBest());

  static List<Kind> kinds() {
    return List.of(PLAIN, MOMENTS, VALIDATED);
  }

  private record Run(Parameters parameters, History history) {}

  private Run run(Kind kind, UnaryOperator<Trainer> more) {
    Parameters parameters = Initialization.weights(Initializer.uniform(-1, 1)).create(kind.spec, 3);
    Trainer trainer =
        kind.settings.apply(
            Trainer.of(parameters, Loss.meanSquaredError(), kind.optimizer)
                .epochs(EPOCHS)
                .batchSize(4));
    return new Run(parameters, more.apply(trainer).fit(Windows.next(SERIES, 4)));
  }

  private Checkpoints checkpoints() {
    return Checkpoints.in(temporary.resolve("checkpoints"));
  }

  /** Interrupts the run after a number of its steps, and takes notices. */
  private TrainingListener after(int steps) {
    return new TrainingListener() {
      private int left = steps;

      @Override
      public void onStep(int epoch, int batch, double loss, double learningRate) {
        if (--left == 0) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void onNotice(String sentence) {
        notices.add(sentence);
      }
    };
  }

  @AfterEach
  void noInterruptIsLeft() {
    assertFalse(Thread.interrupted());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anyStep(Kind kind) throws IOException {
    Run whole = run(kind, trainer -> trainer);
    int steps = whole.history().epochs().size() * BATCHES;
    for (int step = 1; step < steps; step++) {
      TrainingListener stop = after(step);
      Run part = run(kind, trainer -> trainer.checkpoints(checkpoints()).listener(stop));
      assertTrue(Thread.interrupted(), "the thread is still interrupted");
      assertTrue(part.history().interrupted());
      assertEquals(step / BATCHES, part.history().epochs().size());
      Run rest =
          run(kind, trainer -> trainer.checkpoints(checkpoints()).resume().listener(after(0)));
      assertSame(whole, rest);
      assertEquals(
          "resumed after %d epochs, at step %d".formatted(step / BATCHES, step), notices.getLast());
      checkpoints().delete();
    }
    assertEquals(List.of(), list(temporary));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyStep(Kind kind) throws IOException {
    Run whole = run(kind, trainer -> trainer);
    Run last = run(kind, trainer -> trainer.checkpoints(checkpoints()).resume().listener(after(1)));
    int runs = 1;
    while (Thread.interrupted() && last.history().interrupted()) {
      runs++;
      last = run(kind, trainer -> trainer.checkpoints(checkpoints()).resume().listener(after(1)));
    }
    assertEquals(whole.history().epochs().size() * BATCHES, runs);
    assertSame(whole, last);
    checkpoints().delete();
  }

  private static void assertSame(Run expected, Run actual) {
    assertEquals(expected.parameters().sha256(), actual.parameters().sha256());
    assertEquals(expected.history().ending(), actual.history().ending());
    assertEquals(expected.history().bestEpoch(), actual.history().bestEpoch());
    assertEquals(withoutTime(expected), withoutTime(actual));
  }

  private static List<EpochReport> withoutTime(Run run) {
    return run.history().epochs().stream()
        .map(epoch ->
            new EpochReport(
                epoch.epoch(), epoch.training(), epoch.validation(), epoch.learningRates(), 0))
        .toList();
  }

  private static List<String> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Each cadence alone, by what is left at the end: the last two. */
  @Test
  void whenTheyAreWritten() throws IOException {
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everyEpochs(3)));
    assertEquals(
        List.of("step-12.safetensors", "step-9.safetensors"), list(checkpoints().folder()));
    checkpoints().delete();
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everySteps(5)));
    assertEquals(
        List.of("step-10.safetensors", "step-12.safetensors"), list(checkpoints().folder()));
    checkpoints().delete();
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().every(Duration.ofNanos(1))));
    assertEquals(
        List.of("step-11.safetensors", "step-12.safetensors"), list(checkpoints().folder()));
    checkpoints().delete();
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints()));
    assertEquals(List.of(), list(temporary));
  }

  /** More epochs than were asked for at first; the schedule does not depend on their number. */
  @Test
  void moreEpochs() throws IOException {
    Run whole = run(PLAIN, trainer -> trainer.epochs(7));
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everyEpochs(1)));
    assertSame(whole, run(PLAIN, trainer -> trainer.epochs(7).checkpoints(checkpoints()).resume()));
    assertEquals(
        "the checkpoint has 4 epochs; this run shall have 3",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(PLAIN, trainer -> trainer.epochs(3).checkpoints(checkpoints()).resume()))
            .getMessage());
    checkpoints().delete();
  }

  private Run resumed() {
    return run(PLAIN, trainer -> trainer.checkpoints(checkpoints()).resume().listener(after(0)));
  }

  /** Every way to be damaged: cut off anywhere, or with any bit turned; then the one before. */
  @Test
  void theOneBeforeADamagedOne() throws IOException {
    Run whole = run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everySteps(5)));
    Path newest = checkpoints().files().getFirst();
    byte[] good = Files.readAllBytes(newest);
    for (int i = 0; i < good.length; i += 7) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << i % 8);
      if (i % 2 == 0) {
        Files.write(newest, bad);
      } else {
        Files.write(newest, Arrays.copyOf(good, i));
      }
      assertSame(whole, resumed());
      String notice = notices.get(notices.size() - 2);
      assertTrue(notice.startsWith(newest + ": "), notice);
      assertTrue(notice.endsWith("; going on from the one before"), notice);
      assertEquals("resumed after 3 epochs, at step 10", notices.getLast());
    }
    for (Path file : checkpoints().files()) {
      Files.write(file, new byte[9]);
    }
    String message = assertThrows(UncheckedIOException.class, this::resumed).getMessage();
    assertTrue(message.contains("no checkpoint can be used; the newest: " + newest), message);
  }

  @Test
  void anotherRun() {
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everyEpochs(1)));
    refuses("the batch size was 4 and is 5", trainer -> trainer.batchSize(5));
    refuses(
        "the seed of the shuffle was Optional.empty and is Optional[1]",
        trainer -> trainer.shuffle(1));
    refuses(
        "the clip was None[] and is Value[limit=1.0]",
        trainer -> trainer.clip(GradientClip.value(1)));
    refuses(
        "the learning rate of epoch 2 was 0.1 and is 0.05",
        trainer -> trainer.schedule(LearningRateSchedule.exponential(0.5)));
    refuses(
        "the SHA-256 of the first parameters was ",
        trainer -> {
          trainer.parameters.values()[0] = 9;
          return trainer;
        });
    SERIES[14]++;
    refuses("the SHA-256 of the training data was ", trainer -> trainer);
    SERIES[14]--;
  }

  private void refuses(String expected, UnaryOperator<Trainer> change) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    run(
                        PLAIN,
                        trainer ->
                            change
                                .apply(trainer.checkpoints(checkpoints()).resume())
                                .listener(after(0))))
            .getMessage();
    assertTrue(message.startsWith("the checkpoint is of another run, " + expected), message);
  }

  @Test
  void noSilentRestart() throws IOException {
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints().everyEpochs(4)));
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> run(PLAIN, trainer -> trainer.checkpoints(checkpoints())))
            .getMessage();
    assertEquals(
        "there is a checkpoint of an earlier run, %s; resume that run, or delete the file"
            .formatted(checkpoints().files().getFirst()),
        message);
    checkpoints().delete();
    resumed();
    assertEquals(
        List.of(
            "there is no checkpoint in %s; starting from the beginning"
                .formatted(checkpoints().folder())),
        notices);
  }

  @Test
  void oneRunAtATime() {
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            String message =
                assertThrows(UncheckedIOException.class, CheckpointTest.this::resumed).getMessage();
            assertTrue(message.contains(": in use by another run, process "), message);
            notices.add("refused");
          }
        };
    run(PLAIN, trainer -> trainer.checkpoints(checkpoints()).listener(second));
    assertEquals(EPOCHS, notices.size());
  }

  /** Here a folder stands where the file should be; a full disk ends in the same exception. */
  @Test
  void whatCannotBeWrittenIsANotice() throws IOException {
    Run whole = run(PLAIN, trainer -> trainer);
    Files.createDirectories(checkpoints().folder().resolve("step-6.safetensors/full"));
    Run other =
        run(
            PLAIN,
            trainer ->
                trainer.checkpoints(checkpoints().everyEpochs(1)).resume().listener(after(0)));
    assertSame(whole, other);
    assertTrue(
        notices.stream()
            .anyMatch(
                notice -> notice.startsWith("the checkpoint of step 6 could not be written: ")),
        notices.toString());
  }
}
