package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.SampleShape;
import org.lstm4j.data.Sequences;
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

/**
 * Most cases use a model whose weights are zero: its hidden states stay zero, so that it answers
 * with the head's bias b, and nothing but b is ever changed: b ← b − rate·2(b − t). That can be
 * worked out by hand, exactly.
 */
class TrainerTest {
  private static final KernelProvider SCALAR =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private static final ModelSpec SPEC = ModelSpec.values(1).lstm(2).dense(1).lastStep();

  private static final Metric SUM = Metric.of(Loss.meanSquaredError().summed());

  /** Too small to change a bias of 1, or a weight whose gradient is 0. */
  private static final Optimizer STILL = new Optimizer.Sgd(1e-30);

  /** Targets 3, 2, 5, 1, 9; against b = 1 the squared errors are 4, 1, 16, 0, 64. */
  private static final Windows FIVE = Windows.next(new float[] {0, 3, 2, 5, 1, 9}, 1);

  @Test
  void meanOverAnUnevenLastBatch() {
    for (int batchSize : new int[] {1, 2, 3, 5, 99}) {
      History history = trainer(1, Loss.meanSquaredError(), STILL).batchSize(batchSize).fit(FIVE);
      assertEquals(17.0, history.last().trainLoss(), "batches of " + batchSize);
    }
  }

  @Test
  void sumOverAnUnevenLastBatch() {
    for (int batchSize : new int[] {1, 2, 3, 5, 99}) {
      Loss loss = Loss.halfSquaredError().summed();
      History history = trainer(1, loss, STILL).batchSize(batchSize).fit(FIVE);
      assertEquals(42.5, history.last().trainLoss(), "batches of " + batchSize);
    }
  }

  @Test
  void validationIsMeasuredLikeTraining() {
    History history =
        trainer(1, Loss.meanSquaredError(), STILL)
            .metric(SUM)
            .batchSize(2)
            .validation(Windows.next(new float[] {0, 4, 3, 1}, 1))
            .fit(FIVE);
    assertEquals(85, history.last().training().of(SUM));
    assertEquals(13, history.last().validation().orElseThrow().of(SUM));
  }

  @Test
  void evaluateMeasuresLikeFitAndChangesNothing() {
    Parameters parameters = model(1);
    String before = parameters.sha256();
    for (int batchSize : new int[] {1, 2, 3, 5, 99}) {
      Trainer trainer = climb(parameters).batchSize(batchSize);
      Scores scores = trainer.metric(SUM).evaluate(FIVE);
      assertEquals(17, scores.loss(), "batches of " + batchSize);
      assertEquals(85, scores.of(SUM), "batches of " + batchSize);
    }
    assertEquals(before, parameters.sha256());
  }

  @Test
  void withoutValidationItsLossIsNotANumber() {
    History history = trainer(1, Loss.meanSquaredError(), STILL).epochs(1).fit(FIVE);
    assertTrue(Double.isNaN(history.last().validationLoss()));
  }

  @Test
  void theMetricIsReportedBesideTheLossThatIsLearned() {
    Windows series = Windows.next(new float[] {0.1f, 0.4f, 0.2f, 0.9f, 0.3f}, 2);
    Parameters plain = Initialization.standard().create(SPEC, 1);
    Parameters other = plain.copy();
    Loss loss = Loss.meanSquaredError();
    Optimizer optimizer = new Optimizer.Adam(0.01);
    History one =
        Trainer.of(plain, loss, optimizer).backend(SCALAR, 1).epochs(3).batchSize(3).fit(series);
    History two =
        Trainer.of(other, loss, optimizer)
            .metric(SUM)
            .backend(SCALAR, 1)
            .epochs(3)
            .batchSize(3)
            .fit(series);
    assertEquals(plain.sha256(), other.sha256());
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertEquals(one.epoch(epoch).trainLoss(), two.epoch(epoch).trainLoss());
      // One batch of three: a division and a multiplication by 3, each rounded once.
      double expected = 3 * one.epoch(epoch).trainLoss();
      assertEquals(expected, two.epoch(epoch).training().of(SUM), 2 * Math.ulp(expected));
    }
  }

  /** b: 0, ¼, 7/16, 37/64, …; a loss is measured before the update that it takes part in. */
  @Test
  void trainingLossIsMeasuredBeforeTheUpdate() {
    Parameters parameters = model(0);
    History history = climb(parameters).epochs(3).fit(target(1));
    assertEquals(1, history.epoch(1).trainLoss());
    assertEquals(0.5625, history.epoch(2).trainLoss());
    assertEquals(0.31640625, history.epoch(3).trainLoss());
    assertEquals(37 / 64f, bias(parameters));
  }

  /** Validation target ½: losses 1/16, 1/256, 25/4096, …: epoch 2 is the best, 3 and 4 count. */
  @Test
  void earlyStoppingStopsAndRestoresTheBest() {
    Parameters parameters = model(0);
    History history =
        climb(parameters)
            .epochs(100)
            .validation(target(0.5f))
            .earlyStopping(new EarlyStopping(2, 0))
            .restoreBest()
            .fit(target(1));
    assertEquals(4, history.epochs().size());
    assertTrue(history.stoppedEarly());
    assertEquals(2, history.bestEpoch());
    assertEquals(1 / 16.0, history.epoch(1).validationLoss());
    assertEquals(1 / 256.0, history.epoch(2).validationLoss());
    assertEquals(25 / 4096.0, history.epoch(3).validationLoss());
    assertEquals(7 / 16f, bias(parameters));
  }

  /** b after four epochs: 1 − (3/4)⁴ = 175/256. */
  @Test
  void withoutRestoreTheLastEpochStays() {
    Parameters parameters = model(0);
    History history =
        climb(parameters)
            .epochs(100)
            .validation(target(0.5f))
            .earlyStopping(new EarlyStopping(2, 0))
            .fit(target(1));
    assertEquals(2, history.bestEpoch());
    assertEquals(175 / 256f, bias(parameters));
  }

  @Test
  void deltaAndPatienceReachTheRule() {
    Trainer trainer =
        climb(model(0))
            .epochs(100)
            .validation(target(0.5f))
            .earlyStopping(new EarlyStopping(3, 0.0625)); // 1/16 → 1/256 is no improvement by 1/16
    assertEquals(4, trainer.fit(target(1)).epochs().size());
  }

  @Test
  void theLastEpochIsNoEarlyStop() {
    History history =
        climb(model(0))
            .epochs(3)
            .validation(target(0.5f))
            .earlyStopping(new EarlyStopping(2, 0))
            .fit(target(1));
    assertEquals(3, history.epochs().size());
    assertFalse(history.stoppedEarly());
  }

  /** A training loss is measured while the parameters change: it cannot say which were best. */
  @Test
  void restoreBestNeedsValidation() {
    Trainer trainer = climb(model(0)).restoreBest();
    var e = assertThrows(IllegalArgumentException.class, () -> trainer.fit(target(1)));
    assertEquals("restoring the best epoch needs validation data; there is none", e.getMessage());
  }

  @Test
  void validationThatIsNoNumberStopsTheRun() {
    Trainer trainer = climb(model(0)).epochs(3).validation(target(Float.NaN));
    var e = assertThrows(TrainingException.class, () -> trainer.fit(target(1)));
    assertEquals("training stopped after epoch 1: the validation loss is NaN", e.getMessage());
  }

  /** From 0 towards 1 past 1/2, where validation is best; then a rate that explodes. */
  @Test
  void bestEpochIsRestoredWhenTheRunExplodes() {
    Parameters parameters = model(0);
    Trainer trainer =
        climb(parameters)
            .epochs(2000)
            .validation(target(0.25f))
            .schedule(at -> at.epoch() == 1 ? 1 : 1e9)
            .restoreBest();
    assertThrows(TrainingException.class, () -> trainer.fit(target(1)));
    assertEquals(0.25f, bias(parameters));
  }

  @Test
  void scheduleMultipliesTheRate() {
    Parameters parameters = model(0);
    History history =
        climb(parameters).epochs(3).schedule(LearningRateSchedule.exponential(0.5)).fit(target(1));
    assertArrayEquals(
        new double[] {0.125, 0.0625, 0.03125},
        history.epochs().stream().mapToDouble(EpochReport::learningRate).toArray());
    // 1 − b: 1, 3/4, 3/4·7/8, 3/4·7/8·15/16.
    assertEquals(1 - 315 / 512f, bias(parameters));
  }

  @Test
  void clipReachesTheGradient() {
    Parameters parameters = model(0);
    climb(parameters).epochs(1).clip(GradientClip.value(0.5)).fit(target(1));
    assertEquals(0.0625f, bias(parameters));
  }

  @Test
  void listenersHearEveryStep() {
    List<String> heard = new ArrayList<>();
    trainer(1, Loss.meanSquaredError(), STILL)
        .epochs(2)
        .batchSize(2)
        .listener(
            new TrainingListener() {
              @Override
              public void onStep(int epoch, int batch, double loss, double rate) {
                heard.add(epoch + "/" + batch + " " + loss);
              }

              @Override
              public void onEpoch(EpochReport report) {
                heard.add(report.epoch() + " " + report.trainLoss());
              }
            })
        .fit(FIVE);
    assertEquals(
        List.of(
            "1/1 2.5", "1/2 8.0", "1/3 64.0", "1 17.0", "2/1 2.5", "2/2 8.0", "2/3 64.0", "2 17.0"),
        heard);
  }

  @Test
  void secondsGoUp() {
    History history = trainer(1, Loss.meanSquaredError(), STILL).epochs(5).fit(FIVE);
    double before = 0;
    for (EpochReport report : history.epochs()) {
      assertTrue(report.seconds() > before);
      before = report.seconds();
    }
    assertEquals(before, history.seconds());
  }

  @Test
  void theSameSettingsGiveTheSameBits() {
    assertEquals(shuffled(1), shuffled(1));
    assertNotEquals(shuffled(1), shuffled(2));
  }

  private static String shuffled(long seed) {
    Parameters parameters = Initialization.standard().create(SPEC, 7);
    Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.1, 0.9))
        .backend(SCALAR, 1)
        .epochs(4)
        .batchSize(2)
        .shuffle(seed)
        .fit(FIVE);
    return parameters.sha256();
  }

  @Test
  void validationMayHaveLongerSamplesAndLargerBatches() {
    Windows training = Windows.next(new float[] {0, 1}, 1);
    Windows validation = Windows.next(new float[] {0, 0, 0, 3, 3, 3}, 3);
    History history =
        trainer(1, Loss.meanSquaredError(), STILL).validation(validation).fit(training);
    assertEquals(4, history.last().validationLoss());
  }

  /** One bias: the mean gradient of five targets is that of the whole, in however many parts. */
  @Test
  void partsAddUpToTheBatch() {
    for (int parts : new int[] {1, 2, 3, 5, 9}) {
      Parameters parameters = model(1);
      History history =
          Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.5))
              .backend(SCALAR, 1)
              .epochs(1)
              .batchSize(5)
              .parts(parts)
              .fit(FIVE);
      assertEquals(17, history.last().trainLoss(), parts + " parts");
      // b − ½ · mean of 2(b − t) = the mean of the targets; 1 / 5 is rounded once.
      assertEquals(4f, bias(parameters), Math.ulp(4f), parts + " parts");
    }
  }

  @Test
  void partsOfASum() {
    Parameters parameters = model(1);
    Trainer.of(parameters, Loss.meanSquaredError().summed(), new Optimizer.Sgd(0.125))
        .backend(SCALAR, 1)
        .epochs(1)
        .batchSize(5)
        .parts(2)
        .fit(FIVE);
    assertEquals(1 + 0.25f * 15, bias(parameters));
  }

  /** A part that fails is as if it had not been, and so are those before it. */
  @Test
  void aStepNeedsParts() {
    try (Kernels kernels = SCALAR.create(1)) {
      TrainStep step =
          new TrainStep(
              model(1), new TrainingOptions(Loss.meanSquaredError(), STILL), kernels, 1, 5);
      assertThrows(IllegalStateException.class, () -> step.update(0.1));
      Batch batch = new Batch(FIVE.shape(), 5);
      FIVE.fill(new int[] {0, 1, 2, 3, 4}, 0, 5, batch);
      step.add(batch);
      batch.targetValues[2] = Float.NaN;
      assertThrows(TrainingException.class, () -> step.add(batch));
      var e = assertThrows(IllegalStateException.class, () -> step.update(0.1));
      assertEquals("a step needs at least one part of a batch; none was added", e.getMessage());
    }
  }

  /** Validation target ½ as above: no improvement after epochs 3 and 4, so ⅛ becomes 1/16. */
  @Test
  void aPlateauLowersTheRate() {
    History history =
        climb(model(0))
            .epochs(6)
            .validation(target(0.5f))
            .plateau(new Plateau(0.5, 1))
            .fit(target(1));
    assertArrayEquals(
        new double[] {0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625},
        history.epochs().stream().mapToDouble(EpochReport::learningRate).toArray());
  }

  @Test
  void aPlateauHasAFloor() {
    Plateau.Counter counter = new Plateau(0.5, 0, 0, 0.3).newCounter();
    assertEquals(1, counter.factorAfter(5));
    assertEquals(0.5, counter.factorAfter(5));
    assertEquals(0.3, counter.factorAfter(Double.NaN));
    assertEquals(0.3, counter.factorAfter(6));
    assertEquals(0.3, counter.factorAfter(4), "what was lowered stays so");
  }

  /** Accuracy of the bias as a logit is 0 up to ½ … and 1 above: higher is better. */
  @Test
  void aMetricMayDecide() {
    Parameters parameters = model(-0.5f);
    Trainer trainer =
        climb(parameters).epochs(8).validation(target(1)).monitor(Metric.accuracy()).restoreBest();
    History history = trainer.fit(target(1));
    int best = history.bestEpoch();
    assertEquals(2, best, "b: −½, −⅛, 5/32, …");
    assertEquals(5 / 32f, bias(parameters));
    assertEquals(1, history.epoch(2).validation().orElseThrow().of(Metric.accuracy()));
    assertEquals(0, history.epoch(1).validation().orElseThrow().of(Metric.accuracy()));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> history.last().training().of(Metric.meanAbsoluteError()));
    assertTrue(e.getMessage().contains("was not measured; there are [accuracy]"), e.getMessage());
  }

  /** Every step has its own rate, which listeners hear and reports keep. */
  @Test
  void ratesOfSteps() {
    List<Double> heard = new ArrayList<>();
    History history =
        trainer(1, Loss.meanSquaredError(), new Optimizer.Sgd(0.5))
            .epochs(2)
            .batchSize(2)
            .schedule(LearningRateSchedule.constant().withWarmupSteps(4))
            .listener(
                new TrainingListener() {
                  @Override
                  public void onStep(int epoch, int batch, double loss, double rate) {
                    heard.add(rate);
                  }
                })
            .fit(FIVE);
    assertEquals(List.of(0.125, 0.25, 0.375), history.epoch(1).learningRates());
    assertEquals(List.of(0.5, 0.5, 0.5), history.epoch(2).learningRates());
    assertEquals(List.of(0.125, 0.25, 0.375, 0.5, 0.5, 0.5), heard);
  }

  /** Sequences of 3, 1 and 2 steps with a target each: means are over the five rows. */
  @Test
  void sequencesOfSeveralLengths() {
    SampleShape shape = new SampleShape(Kind.VALUES, 1, 3, Output.SEQUENCE, Kind.VALUES, 1);
    Sequences sequences =
        Sequences.of(shape)
            .add(new float[] {9, 9, 9}, new float[] {3, 2, 5})
            .add(new float[] {9}, new float[] {1})
            .add(new float[] {9, 9}, new float[] {9, 1})
            .build();
    ModelSpec spec = ModelSpec.values(1).lstm(2).dense(1).everyStep();
    for (int batchSize : new int[] {1, 2, 3}) {
      Parameters parameters = new Parameters(spec);
      parameters.set("head.bias", new float[] {1});
      Trainer trainer =
          Trainer.of(parameters, Loss.meanSquaredError().summed(), STILL)
              .metric(Metric.meanAbsoluteError())
              .backend(SCALAR, 1)
              .shuffle(3)
              .batchSize(batchSize);
      Scores scores = trainer.evaluate(sequences);
      assertEquals(85, scores.loss());
      assertEquals(15 / 6.0, scores.of(Metric.meanAbsoluteError()));
      assertEquals(85, trainer.epochs(1).fit(sequences).last().trainLoss());
    }
  }

  private static Trainer trainer(float bias, Loss loss, Optimizer optimizer) {
    return Trainer.of(model(bias), loss, optimizer).backend(SCALAR, 1).epochs(2);
  }

  /** Rate ⅛: the distance from the target shrinks to ¾ with every step. */
  private static Trainer climb(Parameters parameters) {
    return Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.125))
        .backend(SCALAR, 1);
  }

  private static Dataset target(float value) {
    return Windows.next(new float[] {0, value}, 1);
  }

  private static Parameters model(float bias) {
    Parameters parameters = new Parameters(SPEC);
    parameters.set("head.bias", new float[] {bias});
    return parameters;
  }

  private static float bias(Parameters parameters) {
    return parameters.get("head.bias")[0];
  }
}
