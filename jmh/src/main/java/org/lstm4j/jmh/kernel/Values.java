package org.lstm4j.jmh.kernel;

import org.lstm4j.random.SeededRandom;

/** The numbers that kernels are measured on. */
final class Values {
  private static final long SEED = 1;

  private Values() {}

  /** {@return uniform numbers from −bound to bound, the same on every call} */
  static float[] uniform(int n, float bound) {
    SeededRandom random = new SeededRandom(SEED);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextUniform(-bound, bound);
    }
    return values;
  }
}
