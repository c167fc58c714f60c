package org.lstm4j.backend;

/**
 * One operation at one order of size, done by one of two backends at a time until it is known which
 * one is faster. Times are per unit of work and the clock's, so the least of many is what counts.
 */
final class Contest {
  /** Trials in a row in which the backend that warms up must be faster. */
  private static final int WINS = 3;

  /** Trials without a better time after which a backend that is compiled is as warm as it gets. */
  private static final int STEADY_TRIALS = 30_000;

  /** How much slower than the starter a backend may be that is compiled. */
  private static final int COMPILED = 2;

  /** A better time is better by more than chance. */
  private static final double BETTER = 0.9;

  /** Time in trials after which the compiler will not do any more. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

  private double starterBest = Double.POSITIVE_INFINITY;
  private double warmBest = Double.POSITIVE_INFINITY;
  private long trialNanos;
  private int steadyTrials;
  private int wins;

  /** {@return whether the starter has done it} */
  boolean hasBegun() {
    return starterBest < Double.POSITIVE_INFINITY;
  }

  /** {@return whether it is over} */
  boolean isOver() {
    boolean isSteady = steadyTrials >= STEADY_TRIALS && warmBest <= COMPILED * starterBest;
    return wins >= WINS || isSteady || trialNanos > LONGEST_NANOS;
  }

  /** {@return whether the backend that warms up has been the faster one at its best} */
  boolean isWarmFaster() {
    return warmBest < starterBest;
  }

  /** {@return what that backend gains with so much work, in nanoseconds} */
  double gain(long work) {
    return (starterBest - warmBest) * work;
  }

  /** The starter has done so much work in so much time. */
  void started(long nanos, long work) {
    starterBest = Math.min(starterBest, (double) nanos / work);
  }

  /** The backend that warms up has done so much work in so much time. */
  void tried(long nanos, long work) {
    double time = (double) nanos / work;
    wins = time < starterBest ? wins + 1 : 0;
    steadyTrials = time < BETTER * warmBest ? 0 : steadyTrials + 1;
    warmBest = Math.min(warmBest, time);
    trialNanos += nanos;
  }
}
