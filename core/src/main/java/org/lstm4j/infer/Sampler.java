package org.lstm4j.infer;

import org.lstm4j.random.SeededRandom;

/**
 * Draws a class from logits by softmax(logits / temperature), or takes the greatest at temperature
 * 0. The same seed gives the same draws on every machine: probabilities are computed in double with
 * {@link StrictMath#exp}.
 */
public final class Sampler {
  private final double temperature;
  private final SeededRandom random;

  /**
   * A sampler.
   *
   * @param temperature at least 0; 1 draws by the model's probabilities, less is bolder towards the
   *     likeliest, 0 always takes it
   * @param seed seed of the stream {@link SeededRandom#SAMPLING}
   * @throws IllegalArgumentException if the temperature is negative or not finite
   */
  public Sampler(double temperature, long seed) {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "the temperature is %s; expected a finite number of at least 0".formatted(temperature));
    }
    this.temperature = temperature;
    this.random = new SeededRandom(seed, SeededRandom.SAMPLING);
  }

  /**
   * Draws one class.
   *
   * @param logits holds the logits
   * @param offset index of the first
   * @param classes how many there are, at least 1
   * @return a class in [0, classes)
   * @throws IllegalArgumentException if a logit is NaN or infinite; but −∞ says that a class is
   *     impossible
   */
  public int draw(float[] logits, int offset, int classes) {
    int greatest = greatest(logits, offset, classes);
    if (temperature == 0) {
      return greatest;
    }
    double max = logits[offset + greatest];
    double total = 0;
    for (int j = 0; j < classes; j++) {
      total += StrictMath.exp((logits[offset + j] - max) / temperature);
    }
    double left = random.nextUniform() * total;
    for (int j = 0; j < classes; j++) {
      left -= StrictMath.exp((logits[offset + j] - max) / temperature);
      if (left < 0) {
        return j;
      }
    }
    return greatest;
  }

  /**
   * {@return the class with the greatest logit, the first one of equals}
   *
   * @param logits holds the logits
   * @param offset index of the first
   * @param classes how many there are, at least 1
   * @throws IllegalArgumentException as {@link #draw} does
   */
  public static int greatest(float[] logits, int offset, int classes) {
    int greatest = 0;
    for (int j = 0; j < classes; j++) {
      float logit = logits[offset + j];
      if (!(logit < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the logit of class %d is %s; expected a number below infinity".formatted(j, logit));
      }
      if (logit > logits[offset + greatest]) {
        greatest = j;
      }
    }
    if (logits[offset + greatest] == Float.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "all %d logits are -Infinity; expected at least one possible class".formatted(classes));
    }
    return greatest;
  }
}
