package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.IndexWindows;
import org.lstm4j.data.SampleShape;
import org.lstm4j.data.Windows;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Kind;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;

/** A run depends on parameters, data and settings alone, and on nothing that only looks at it. */
class DeterminismTest {
  private static final long SEED = 77;
  private static final int EPOCHS = 6;
  private static final int BATCH = 5;
  private static final int STEPS = 6;
  private static final String PINNED =
      "a change of this hash is a change of the numeric contract, for every machine";
  private static final Loss LOSS = Loss.meanSquaredError();
  private static final Optimizer ADAM = new Optimizer.Adam(0.01);

  private final KernelProvider backend =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private final Windows training = Windows.next(series(30, 1), STEPS);
  private final Windows validation = Windows.next(series(20, 2), STEPS);

  private static float[] series(int length, long seed) {
    SeededRandom random = new SeededRandom(seed, SeededRandom.DATA);
    float[] series = new float[length];
    for (int i = 0; i < length; i++) {
      series[i] = (float) (StrictMath.sin(0.5 * i) + 0.1 * random.nextNormal());
    }
    return series;
  }

  private static Parameters start() {
    ModelSpec spec = ModelSpec.values(1).lstm(7).lstm(5).dense(1).lastStep();
    return Initialization.standard().create(spec, SEED);
  }

  private record Result(Parameters parameters, History history) {
    String sha() {
      return parameters.sha256();
    }

    double[] losses() {
      return history.epochs().stream().mapToDouble(EpochReport::trainLoss).toArray();
    }
  }

  private Result fit(UnaryOperator<Trainer> settings) {
    Parameters parameters = start();
    Trainer trainer =
        Trainer.of(parameters, LOSS, ADAM)
            .backend(backend, 1)
            .epochs(EPOCHS)
            .batchSize(BATCH)
            .shuffle(SEED);
    return new Result(parameters, settings.apply(trainer).fit(training));
  }

  private Result fit() {
    return fit(trainer -> trainer);
  }

  private static void assertSame(Result expected, Result actual) {
    assertEquals(expected.sha(), actual.sha());
    assertArrayEquals(expected.losses(), actual.losses());
  }

  @Test
  void twoRunsGiveTheSame() {
    Result first = fit();
    assertEquals(
        "49a5b609b67adb197e8e578054380f7138e1475b783fa7401b3a47a5f26d69de", first.sha(), PINNED);
    assertSame(first, fit());
    assertNotEquals(start().sha256(), first.sha());
    assertSame(first, fit(trainer -> trainer.backend(backend, 3)));
  }

  @Test
  void everySettingCounts() {
    String sha = fit().sha();
    assertNotEquals(sha, fit(trainer -> trainer.shuffle(SEED + 1)).sha(), "seed");
    assertNotEquals(sha, fit(trainer -> trainer.batchSize(BATCH + 1)).sha(), "batch size");
    assertNotEquals(sha, fit(trainer -> trainer.epochs(EPOCHS - 1)).sha(), "epochs");
    assertNotEquals(sha, fit(trainer -> trainer.truncation(2)).sha(), "truncation");
    assertNotEquals(sha, fit(trainer -> trainer.clip(GradientClip.value(1e-3))).sha(), "clip");
    LearningRateSchedule schedule = LearningRateSchedule.exponential(0.9);
    assertNotEquals(sha, fit(trainer -> trainer.schedule(schedule)).sha(), "schedule");
  }

  /** 24 samples in batches of 5, the last of 4. */
  @Test
  void aRunIsItsStepsByHand() {
    Parameters parameters = start();
    double[] losses = new double[EPOCHS];
    try (Kernels kernels = backend.create(1)) {
      TrainStep step =
          new TrainStep(parameters, new TrainingOptions(LOSS, ADAM), kernels, STEPS, BATCH);
      Batch batch = new Batch(training.shape(), BATCH);
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        int[] order = IntStream.range(0, training.size()).toArray();
        new SeededRandom(SEED, SeededRandom.SHUFFLING, epoch).shuffle(order);
        double total = 0;
        for (int from = 0; from < order.length; from += BATCH) {
          int count = Math.min(BATCH, order.length - from);
          training.fill(order, from, count, batch);
          total += step.run(batch, 0.01) * count;
        }
        losses[epoch - 1] = total / order.length;
      }
      assertEquals(EPOCHS * 5L, step.optimizerState().steps());
    }
    Result fitted = fit();
    assertEquals(parameters.sha256(), fitted.sha());
    assertArrayEquals(losses, fitted.losses());
  }

  /** A dataset that remembers the order in which it was asked. */
  private static final class Numbered implements Dataset {
    static final int SIZE = 11;
    private static final SampleShape SHAPE =
        new SampleShape(Kind.VALUES, 1, 1, Output.LAST, Kind.VALUES, 1);
    final List<Integer> seen = new ArrayList<>();

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public SampleShape shape() {
      return SHAPE;
    }

    @Override
    public void fill(int[] samples, int from, int count, Batch batch) {
      batch.begin(count);
      for (int b = 0; b < count; b++) {
        seen.add(samples[from + b]);
        batch.inputs().values[b] = 0.1f;
        batch.targetValues[b] = samples[from + b];
      }
    }

    /** What one epoch of a fit saw. */
    List<Integer> epoch(int epoch) {
      return seen.subList(SIZE * (epoch - 1), SIZE * epoch);
    }
  }

  @Test
  void theOrderDependsOnSeedAndEpochAlone() {
    Numbered fitted = new Numbered();
    ModelSpec spec = ModelSpec.values(1).lstm(2).dense(1).lastStep();
    Trainer.of(Initialization.standard().create(spec, 1), LOSS, ADAM)
        .backend(backend, 1)
        .epochs(4)
        .batchSize(3)
        .shuffle(SEED)
        .fit(fitted);
    for (int epoch = 4; epoch >= 1; epoch--) {
      Numbered passed = new Numbered();
      EpochPass pass = new EpochPass(passed, 5, 1);
      pass.shuffle(SEED, epoch);
      pass.forEach(batch -> {});
      assertEquals(
          fitted.epoch(epoch), passed.seen, "epoch " + epoch + ", the only one of its pass");
      assertEquals(Numbered.SIZE, passed.seen.stream().distinct().count(), "every sample once");
      passed.seen.clear();
      pass.shuffle(SEED + 1, epoch);
      pass.shuffle(SEED, epoch);
      pass.forEach(batch -> {});
      assertEquals(fitted.epoch(epoch), passed.seen, "epoch " + epoch + ", after another shuffle");
    }
    assertNotEquals(fitted.epoch(1), fitted.epoch(2));
    Numbered unshuffled = new Numbered();
    new EpochPass(unshuffled, 4, 1).forEach(batch -> {});
    assertEquals(IntStream.range(0, Numbered.SIZE).boxed().toList(), unshuffled.seen);
  }

  @Test
  void lookingOnChangesNothing() {
    Result plain = fit();
    Result validated = fit(trainer -> trainer.validation(validation));
    assertSame(plain, validated);
    for (EpochReport report : validated.history().epochs()) {
      assertTrue(Double.isFinite(report.validationLoss()), report.toString());
    }
    Windows longer = Windows.next(series(40, 3), STEPS + 3);
    assertSame(plain, fit(trainer -> trainer.validation(longer)));
    EarlyStopping patient = new EarlyStopping(99, 0);
    assertSame(plain, fit(trainer -> trainer.validation(validation).earlyStopping(patient)));

    List<Double> steps = new ArrayList<>();
    List<EpochReport> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(int epoch, int batch, double loss, double rate) {
            assertEquals(epochs.size() + 1, epoch);
            assertEquals(steps.size() % 5 + 1, batch);
            steps.add(loss);
          }

          @Override
          public void onEpoch(EpochReport report) {
            epochs.add(report);
          }
        };
    Result watched = fit(trainer -> trainer.listener(listener).listener(new TrainingListener() {}));
    assertSame(plain, watched);
    assertEquals(watched.history().epochs(), epochs);
    assertEquals(EPOCHS * 5, steps.size());

    Metric sum = Metric.of(Loss.halfSquaredError().summed());
    Result summed = fit(trainer -> trainer.metric(sum));
    assertEquals(plain.sha(), summed.sha());
    for (int e = 0; e < EPOCHS; e++) {
      double expected = plain.losses()[e] * training.size() / 2;
      // Both weight and add the same five sums of d² in double: two dozen roundings of 2^-53.
      double measured = summed.history().epochs().get(e).training().of(sum);
      assertEquals(expected, measured, 24 * 0x1p-53 * expected, "epoch " + e);
    }
  }

  @Test
  void restoreBestEndsWithTheBestEpoch() {
    // A rate that is too high from the fourth epoch on makes an earlier one the best.
    UnaryOperator<Trainer> wild =
        trainer -> trainer.validation(validation).schedule(at -> at.epoch() < 4 ? 1 : 60);
    Result last = fit(wild);
    int best = last.history().bestEpoch();
    assertTrue(best > 1 && best < EPOCHS, "best epoch " + best);
    Result restored = fit(trainer -> wild.apply(trainer).restoreBest());
    assertEquals(best, restored.history().bestEpoch());
    assertArrayEquals(last.losses(), restored.losses());
    assertNotEquals(last.sha(), restored.sha());
    assertEquals(fit(trainer -> wild.apply(trainer).epochs(best)).sha(), restored.sha());
    for (EpochReport report : last.history().epochs()) {
      double least = last.history().epoch(best).validationLoss();
      assertTrue(report.validationLoss() >= least, report + " against " + least);
    }
  }

  @Test
  void earlyStoppingIsTheBeginningOfTheSameRun() {
    UnaryOperator<Trainer> wild =
        trainer ->
            trainer.validation(validation).schedule(at -> at.epoch() < 3 ? 1 : 60).epochs(30);
    Result stopped = fit(trainer -> wild.apply(trainer).earlyStopping(new EarlyStopping(2, 0)));
    int epochs = stopped.history().epochs().size();
    assertTrue(stopped.history().stoppedEarly() && epochs < 30, "stopped after " + epochs);
    Result shorter = fit(trainer -> wild.apply(trainer).epochs(epochs));
    assertSame(shorter, stopped);
    assertFalse(shorter.history().stoppedEarly());
  }

  @Test
  void indicesToo() {
    int[] text = IntStream.range(0, 60).map(i -> i * i % 7).toArray();
    IndexWindows dataset = new IndexWindows(text, 7, 8, 3);
    ModelSpec spec = ModelSpec.indices(7).lstm(6).dense(7).everyStep();
    String[] sha = new String[2];
    for (int run = 0; run < 2; run++) {
      Parameters parameters = Initialization.standard().create(spec, SEED);
      Trainer.of(parameters, Loss.softmaxCrossEntropy(), new Optimizer.Sgd(0.1, 0.9))
          .backend(backend, 1 + run)
          .clip(GradientClip.globalNorm(0.5))
          .epochs(3)
          .batchSize(5)
          .shuffle(SEED)
          .fit(dataset);
      sha[run] = parameters.sha256();
    }
    assertEquals(sha[0], sha[1]);
    assertEquals(
        "90f44236551b69d323ead3fac2c4ea5051c2bc3e56300d3c02e49e751f8a9242", sha[0], PINNED);
  }
}
