package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LearningRateScheduleTest {

  @Test
  void constant() {
    check(LearningRateSchedule.constant(), 0, 1, 1, 1);
  }

  @Test
  void stepChangesEveryThirdEpoch() {
    check(LearningRateSchedule.step(3, 0.5), 0, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
  }

  @Test
  void exponential() {
    check(LearningRateSchedule.exponential(0.5), 0, 1, 0.5, 0.25, 0.125, 0.0625);
    check(LearningRateSchedule.exponential(2), 0, 1, 2, 4, 8);
  }

  /** cos of 0, 60, 120 and 180 degrees; a few roundings of numbers below 2. */
  @Test
  void cosineFallsToItsLastAndStays() {
    check(LearningRateSchedule.cosine(4, 0.2), 8 * 0x1p-53, 1, 0.8, 0.4, 0.2, 0.2, 0.2);
    check(LearningRateSchedule.cosine(2, 0.25), 0, 1, 0.25, 0.25);
  }

  @Test
  void warmupMultipliesALinearRise() {
    check(LearningRateSchedule.constant().withWarmup(4), 0, 0.25, 0.5, 0.75, 1, 1, 1);
    check(LearningRateSchedule.exponential(0.5).withWarmup(2), 0, 0.5, 0.5, 0.25, 0.125);
    check(LearningRateSchedule.constant().withWarmup(1), 0, 1, 1);
  }

  @Test
  void messages() {
    fails(
        "the number of epochs between two changes is 0; expected at least 1",
        () -> LearningRateSchedule.step(0, 0.5));
    fails(
        "the factor is 0.0; expected a positive, finite number",
        () -> LearningRateSchedule.step(1, 0));
    fails(
        "the factor is NaN; expected a positive, finite number",
        () -> LearningRateSchedule.exponential(Double.NaN));
    fails(
        "the factor is -1.0; expected a positive, finite number",
        () -> LearningRateSchedule.cosine(5, -1));
    fails("a cosine over 1 epochs; expected at least 2", () -> LearningRateSchedule.cosine(1, 0.1));
    LearningRateSchedule constant = LearningRateSchedule.constant();
    fails(
        "the number of epochs of the rise is 0; expected at least 1", () -> constant.withWarmup(0));
  }

  /** Factors of the epochs from 1. */
  private static void check(LearningRateSchedule schedule, double tolerance, double... factors) {
    TrainingProgress progress = new TrainingProgress(factors.length, 1);
    for (int epoch = 1; epoch <= factors.length; epoch++) {
      assertEquals(factors[epoch - 1], schedule.factor(progress), tolerance, "epoch " + epoch);
      progress.next();
    }
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
