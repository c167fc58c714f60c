package org.lstm4j.backend;

import java.util.EnumMap;
import java.util.Map;

/**
 * Whose turn it is: which of two backends does an operation, when one starts fast and the other is
 * faster once it is warm, which it becomes by doing operations. For one set of kernels, on one
 * thread. It never shows in a result, so it may go by the clock.
 *
 * <p>Each operation begins with the starter. From then on the other backend has trials, for a share
 * of the time that grows: a program that ends soon gets its results soon, and one that runs long is
 * hardly held up. Who wins an operation does it from then on. When all that come by have been
 * decided for a while, the one who gains more over all of them does all, and nobody counts any
 * longer.
 */
class Turns {
  private static final System.Logger LOG = System.getLogger(Turns.class.getName());

  /**
   * When the starter has had n times this long, trials have had n + 1 times as long as the starter:
   * by the time they have had a second, which warming up takes at least, it has had some 70 ms.
   */
  private static final long STARTER_NANOS = 5_000_000;

  /** Operations in a row of which the winner is known, before one does all: some training steps. */
  private static final int SETTLED_AFTER = 256;

  /** Work that takes a call's time, whoever does it. */
  private static final long SMALL_WORK = 256;

  /** Work in which the starter would take as long as warming up does. */
  private static final long LARGE_WORK = 1_000_000_000;

  private final Map<Operation, Contest[]> contests = new EnumMap<>(Operation.class);
  private final long began = System.nanoTime();
  private long starterNanos;
  private long trialNanos;

  // The operation at hand.
  private Contest contest; // null if there is nothing to be found out
  private long work;
  private long start;
  private boolean warm;

  // The operations in a row of which the winner is known.
  private int known;
  private double gain;
  private long largestWork;
  private boolean settled;

  /** Nobody knows anything yet. */
  Turns() {
    for (Operation operation : Operation.values()) {
      contests.put(operation, new Contest[Long.SIZE]);
    }
  }

  /** {@return whether the backend that had to warm up does everything from now on} */
  boolean isWarm() {
    return settled && warm;
  }

  /**
   * Decides whose turn it is.
   *
   * @param operation what is to be done
   * @param amount multiply-adds, or elements where there are none
   * @return whether it is the turn of the backend that warms up
   */
  boolean next(Operation operation, long amount) {
    if (settled) {
      if (warm || amount <= largestWork) {
        return warm;
      }
      settled = false;
      startAgain();
    }
    work = amount;
    if (amount < SMALL_WORK) {
      return known(false, 0);
    }
    Contest found = contest(operation, amount);
    if (found.isOver()) {
      return known(found.isWarmFaster(), found.gain(amount));
    }
    if (amount >= LARGE_WORK) {
      return known(true, (double) amount);
    }
    startAgain();
    contest = found;
    warm = found.hasBegun() && trialNanos <= starterNanos * (1 + starterNanos / STARTER_NANOS);
    return warm;
  }

  /** The contest of all work between two powers of two. */
  private Contest contest(Operation operation, long amount) {
    Contest[] sizes = contests.get(operation);
    int size = Long.numberOfLeadingZeros(amount);
    if (sizes[size] == null) {
      sizes[size] = new Contest();
    }
    return sizes[size];
  }

  private void startAgain() {
    known = 0;
    gain = 0;
    largestWork = 0;
  }

  private boolean known(boolean isWarm, double gained) {
    contest = null;
    gain += gained;
    largestWork = Math.max(largestWork, work);
    known++;
    if (known == SETTLED_AFTER) {
      settled = true;
      warm = gain > 0;
      LOG.log(
          System.Logger.Level.DEBUG,
          "the backend that {0} is the faster one and does everything after {1} ms",
          warm ? "had to warm up" : "started",
          (System.nanoTime() - began) / 1_000_000);
    }
    return isWarm;
  }

  /** The operation at hand is left to the backend that warms up, whoever is faster. */
  final void skip() {
    contest = null;
  }

  /** The operation at hand begins now. */
  final void begin() {
    if (contest != null) {
      start = System.nanoTime();
    }
  }

  /** The operation at hand has come to its end. */
  final void end() {
    if (contest == null) {
      return;
    }
    long nanos = System.nanoTime() - start;
    if (warm) {
      trialNanos += nanos;
      contest.tried(nanos, work);
    } else {
      starterNanos += nanos;
      contest.started(nanos, work);
    }
    contest = null;
  }
}
