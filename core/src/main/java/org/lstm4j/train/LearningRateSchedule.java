package org.lstm4j.train;

/** How the learning rate changes from epoch to epoch. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The factor of the optimizer's learning rate.
   *
   * @param epoch the epoch, from 1
   * @return a positive number
   */
  double factor(int epoch);

  /** {@return no change} */
  static LearningRateSchedule constant() {
    return epoch -> 1;
  }

  /**
   * {@return factor ^ ⌊(epoch − 1) / every⌋}
   *
   * @param every epochs between two changes, at least 1
   * @param factor positive, finite
   * @throws IllegalArgumentException if one is out of range
   */
  static LearningRateSchedule step(int every, double factor) {
    checkEpochs("epochs between two changes", every);
    checkFactor(factor);
    return epoch -> {
      int changes = (epoch - 1) / every;
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
   * Half a cosine from 1 down to {@code last} (Loshchilov and Hutter 2017), then constant.
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
    return epoch -> {
      double done = Math.min(1, (epoch - 1) / (epochs - 1.0));
      return last + (1 - last) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
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
    checkEpochs("epochs of the rise", epochs);
    return epoch -> factor(epoch) * Math.min(1, (double) epoch / epochs);
  }

  private static void checkEpochs(String what, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "the number of %s is %d; expected at least 1".formatted(what, epochs));
    }
  }

  private static void checkFactor(double factor) {
    if (!(factor > 0 && Double.isFinite(factor))) {
      throw new IllegalArgumentException(
          "the factor is %s; expected a positive, finite number".formatted(factor));
    }
  }
}
