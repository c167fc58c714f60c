package org.lstm4j.simd.parallel;

import org.lstm4j.simd.update.Sums;
import org.lstm4j.simd.update.Updates;

/**
 * Sweeps over all parameters by a team, element by element: the optimizer's steps, and the search
 * for what is not finite.
 */
public final class Sweeps {
  private static final int NONE = -1;

  /** Sweeps are cut at multiples of this many elements, whole cache lines. */
  private static final int PART = 1024;

  private final Workers workers;
  private final int[] found;
  private final Run run = new Run();

  /**
   * Sweeps for a team.
   *
   * @param workers the team
   */
  public Sweeps(Workers workers) {
    this.workers = workers;
    this.found = new int[workers.count()];
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#sgd}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param p parameters
   * @param g gradients
   */
  public void sgd(int n, float rate, float[] p, float[] g) {
    if (!workers.sharesWalk(n)) {
      Updates.sgd(0, n, rate, p, g);
      return;
    }
    run.rate = rate;
    run.p = p;
    run.g = g;
    run(n, Kind.SGD);
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#momentum}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param momentum in [0, 1)
   * @param p parameters
   * @param g gradients
   * @param v velocities
   */
  public void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    if (!workers.sharesWalk(n)) {
      Updates.momentum(0, n, rate, momentum, p, g, v);
      return;
    }
    run.rate = rate;
    run.momentum = momentum;
    run.p = p;
    run.g = g;
    run.v = v;
    run(n, Kind.MOMENTUM);
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#adam}.
   *
   * @param n number of parameters
   * @param beta1 decay of the first moment
   * @param rest1 1 − β1
   * @param beta2 decay of the second moment
   * @param rest2 1 − β2
   * @param step step size
   * @param rootScale factor of √v
   * @param epsilon ε
   * @param p parameters
   * @param g gradients
   * @param m first moments
   * @param v second moments
   */
  public void adam(
      int n,
      float beta1,
      float rest1,
      float beta2,
      float rest2,
      float step,
      float rootScale,
      float epsilon,
      float[] p,
      float[] g,
      float[] m,
      float[] v) {
    if (!workers.sharesWalk(n)) {
      Updates.adam(0, n, beta1, rest1, beta2, rest2, step, rootScale, epsilon, p, g, m, v);
      return;
    }
    run.beta1 = beta1;
    run.rest1 = rest1;
    run.beta2 = beta2;
    run.rest2 = rest2;
    run.rate = step;
    run.rootScale = rootScale;
    run.epsilon = epsilon;
    run.p = p;
    run.g = g;
    run.m = m;
    run.v = v;
    run(n, Kind.ADAM);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#indexOfNonFinite}.
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return the index of the first one, or −1
   */
  public int indexOfNonFinite(int n, float[] x, int xOff) {
    if (!workers.sharesWalk(n)) {
      return Sums.indexOfNonFinite(n, x, xOff);
    }
    run.p = x;
    run.offset = xOff;
    run(n, Kind.FINITE);
    for (int index : found) {
      if (index != NONE) {
        return index;
      }
    }
    return NONE;
  }

  private void run(int n, Kind kind) {
    run.n = n;
    run.kind = kind;
    workers.run(run);
  }

  private enum Kind {
    SGD,
    MOMENTUM,
    ADAM,
    FINITE
  }

  /** The operands of a sweep; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private Kind kind;
    private int n;
    private float rate;
    private float momentum;
    private float beta1;
    private float rest1;
    private float beta2;
    private float rest2;
    private float rootScale;
    private float epsilon;
    private float[] p;
    private float[] g;
    private float[] m;
    private float[] v;
    private int offset;

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(n, PART, part, parts);
      int to = Parts.start(n, PART, part + 1, parts);
      switch (kind) {
        case SGD -> Updates.sgd(from, to, rate, p, g);
        case MOMENTUM -> Updates.momentum(from, to, rate, momentum, p, g, v);
        case ADAM ->
            Updates.adam(
                from, to, beta1, rest1, beta2, rest2, rate, rootScale, epsilon, p, g, m, v);
        case FINITE -> found[part] = Sums.indexOfNonFinite(to - from, p, offset + from);
      }
    }
  }
}
