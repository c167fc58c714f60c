package org.lstm4j.model;

import java.util.Arrays;
import org.lstm4j.random.SeededRandom;

/** Fills one matrix of parameters with its starting values. */
@FunctionalInterface
public interface Initializer {

  /**
   * Fills a row-major matrix, drawing its numbers in row-major order.
   *
   * @param values where the matrix lies
   * @param offset index of its first value
   * @param fanOut its rows
   * @param fanIn its columns
   * @param random the stream to draw from
   */
  void fill(float[] values, int offset, int fanOut, int fanIn, SeededRandom random);

  /** {@return all zero} */
  static Initializer zeros() {
    return constant(0f);
  }

  /**
   * {@return all the same}
   *
   * @param value the value
   */
  static Initializer constant(float value) {
    return (values, offset, fanOut, fanIn, random) ->
        Arrays.fill(values, offset, offset + fanOut * fanIn, value);
  }

  /**
   * {@return uniform in [low, high]; the bound above is met by rounding only}
   *
   * @param low lower bound, finite
   * @param high upper bound, finite, not below {@code low}
   * @throws IllegalArgumentException if the bounds are not in order
   */
  static Initializer uniform(float low, float high) {
    if (!(Float.isFinite(low) && Float.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException(
          "the interval is [%s, %s]; expected finite bounds in order".formatted(low, high));
    }
    return (values, offset, fanOut, fanIn, random) -> {
      for (int i = offset; i < offset + fanOut * fanIn; i++) {
        values[i] = random.nextUniform(low, high);
      }
    };
  }

  /**
   * {@return normal with mean 0}
   *
   * @param sigma standard deviation, finite and not negative
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Initializer normal(double sigma) {
    if (!(sigma >= 0 && Double.isFinite(sigma))) {
      throw new IllegalArgumentException(
          "the standard deviation is %s; expected a finite number of at least 0".formatted(sigma));
    }
    return (values, offset, fanOut, fanIn, random) -> {
      for (int i = offset; i < offset + fanOut * fanIn; i++) {
        values[i] = (float) (sigma * random.nextNormal());
      }
    };
  }

  /** {@return uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, equation 16)} */
  static Initializer glorotUniform() {
    return (values, offset, fanOut, fanIn, random) -> {
      float bound = (float) Math.sqrt(6.0 / ((double) fanIn + fanOut));
      uniform(-bound, bound).fill(values, offset, fanOut, fanIn, random);
    };
  }

  /** {@return normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, equation 12)} */
  static Initializer glorotNormal() {
    return (values, offset, fanOut, fanIn, random) ->
        normal(Math.sqrt(2.0 / ((double) fanIn + fanOut)))
            .fill(values, offset, fanOut, fanIn, random);
  }

  /**
   * {@return a random matrix with orthonormal rows, or columns if there are more rows (Saxe,
   * McClelland and Ganguli 2014)}
   */
  static Initializer orthogonal() {
    return OrthogonalInitializer::fill;
  }
}
