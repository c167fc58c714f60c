package org.lstm4j.train;

/**
 * How the learning rate changes from step to step. A schedule is a function of where the run is;
 * {@link Plateau} depends on how it goes.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The factor of the optimizer's learning rate.
   *
   * @param progress the step at hand
   * @return a positive number
   */
  double factor(TrainingProgress progress);

  /** {@return no change} */
  static LearningRateSchedule constant() {
    return progress -> 1;
  }

  /**
   * {@return factor ^ ⌊(epoch − 1) / every⌋}
   *
   * @param every epochs between two changes, at least 1
   * @param factor positive, finite
   * @throws IllegalArgumentException if one is out of range
   */
  static LearningRateSchedule step(int every, double factor) {
    checkCount("epochs between two changes", every);
    checkFactor(factor);
    return progress -> {
      int changes = (progress.epoch() - 1) / every;
      return StrictMath.pow(factor, changes);
    };
  }

  /**
   * {@return factor ^ (epoch − 1)}
   *
   * @param factor positive, finite
   * @throws IllegalArgumentException if it is out of range
   */
  static LearningRateSchedule exponential(double factor) {
    return step(1, factor);
  }

  /**
   * Half a cosine from 1 down to {@code last} (Loshchilov and Hutter 2017), epoch by epoch, then
   * constant.
   *
   * @param epochs the epoch at which {@code last} is reached, at least 2
   * @param last the final factor, positive
   * @return the schedule
   * @throws IllegalArgumentException if one is out of range
   */
  static LearningRateSchedule cosine(int epochs, double last) {
    if (epochs < 2) {
      throw new IllegalArgumentException(
          "a cosine over %d epochs; expected at least 2".formatted(epochs));
    }
    checkFactor(last);
    return progress -> between(1, last, (progress.epoch() - 1) / (epochs - 1.0));
  }

  /**
   * Half a cosine from 1 down to {@code last}, step by step, over the whole run.
   *
   * @param last the factor of the last step, positive
   * @return the schedule
   * @throws IllegalArgumentException if it is out of range
   */
  static LearningRateSchedule cosineOverSteps(double last) {
    checkFactor(last);
    return progress ->
        between(1, last, (progress.step() - 1) / Math.max(1.0, progress.steps() - 1.0));
  }

  /**
   * One cycle over the whole run (Smith and Topin, Super-convergence, 2018), step by step: half a
   * cosine from {@code first} up to 1, another one down to {@code last}. PyTorch's OneCycleLR with
   * a rise of 0.3, first 1 / 25 and last 1 / 250000.
   *
   * @param rise the share of the run in which the rate rises, between 0 and 1
   * @param first the factor of the first step, positive
   * @param last the factor of the last step, positive
   * @return the schedule
   * @throws IllegalArgumentException if one is out of range
   */
  static LearningRateSchedule oneCycle(double rise, double first, double last) {
    if (!(rise > 0 && rise < 1)) {
      throw new IllegalArgumentException(
          "the rise takes %s of the run; expected a number between 0 and 1".formatted(rise));
    }
    checkFactor(first);
    checkFactor(last);
    return progress -> {
      double top = Math.max(0, rise * progress.steps() - 1);
      double at = progress.step() - 1.0;
      return at < top
          ? between(first, 1, at / top)
          : between(1, last, (at - top) / Math.max(1, progress.steps() - 1 - top));
    };
  }

  /**
   * This schedule after a linear rise: epoch e of the first {@code epochs} has the factor e /
   * epochs of what it would have.
   *
   * @param epochs length of the rise, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if the length is not positive
   */
  default LearningRateSchedule withWarmup(int epochs) {
    checkCount("epochs of the rise", epochs);
    return progress -> factor(progress) * Math.min(1, (double) progress.epoch() / epochs);
  }

  /**
   * This schedule after a linear rise: step s of the first {@code steps} has the factor s / steps
   * of what it would have.
   *
   * @param steps length of the rise, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if the length is not positive
   */
  default LearningRateSchedule withWarmupSteps(int steps) {
    checkCount("steps of the rise", steps);
    return progress -> factor(progress) * Math.min(1, (double) progress.step() / steps);
  }

  /** Half a cosine from one factor to another; what lies beyond its end stays. */
  private static double between(double from, double to, double done) {
    double part = 0.5 * (1 + StrictMath.cos(Math.PI * Math.min(1, done)));
    return to + (from - to) * part;
  }

  private static void checkCount(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "the number of %s is %d; expected at least 1".formatted(what, count));
    }
  }

  private static void checkFactor(double factor) {
    if (!(factor > 0 && Double.isFinite(factor))) {
      throw new IllegalArgumentException(
          "the factor is %s; expected a positive, finite number".formatted(factor));
    }
  }
}
