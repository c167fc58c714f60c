package org.lstm4j.kernel.scalar;

/**
 * Takes denormal numbers out of the recurrence and of optimizer moments, where products of small
 * factors pile up and would slow every later operation down; the JVM cannot do it by a CPU flag.
 */
final class Denormals {
  private Denormals() {}

  /** {@return x, or +0 if |x| is less than 2<sup>−126</sup>; NaN stays} */
  static float flush(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? 0f : x;
  }
}
