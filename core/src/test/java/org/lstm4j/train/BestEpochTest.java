package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.train.BiasModel.bias;
import static org.lstm4j.train.BiasModel.climb;
import static org.lstm4j.train.BiasModel.model;
import static org.lstm4j.train.BiasModel.target;

import org.junit.jupiter.api.Test;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Parameters;

/** What validation decides: when to stop, which epoch was best, how the rate goes on. */
class BestEpochTest {
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
  void anInfiniteValidationLossStopsTheRun() {
    Trainer trainer = climb(model(0)).epochs(3).validation(target(3e38f));
    var e = assertThrows(TrainingException.class, () -> trainer.fit(target(1)));
    assertEquals("training stopped after epoch 1: the validation loss is Infinity", e.getMessage());
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
}
