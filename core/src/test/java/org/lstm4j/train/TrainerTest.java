package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.train.BiasModel.FIVE;
import static org.lstm4j.train.BiasModel.SCALAR;
import static org.lstm4j.train.BiasModel.SPEC;
import static org.lstm4j.train.BiasModel.STILL;
import static org.lstm4j.train.BiasModel.bias;
import static org.lstm4j.train.BiasModel.climb;
import static org.lstm4j.train.BiasModel.model;
import static org.lstm4j.train.BiasModel.target;
import static org.lstm4j.train.BiasModel.trainer;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.data.SampleShape;
import org.lstm4j.data.Sequences;
import org.lstm4j.data.Windows;
import org.lstm4j.layer.Kind;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;

/** What a training run measures, reports and changes. */
class TrainerTest {
  private static final Metric SUM = Metric.of(Loss.meanSquaredError().summed());

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
}
