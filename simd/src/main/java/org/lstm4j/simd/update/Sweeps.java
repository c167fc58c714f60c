package org.lstm4j.simd.update;

import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

/**
 * Sweeps over all parameters by a team, element by element: the optimizer's steps, and the search
 * for what is not finite.
 */
public final class Sweeps {
  private static final int NONE = -1;

  /** Sweeps are cut at multiples of this many elements, whole cache lines. */
  private static final int PART = 1024;

  private final Workers workers;
  private final Sgd sgd = new Sgd();
  private final Momentum momentum = new Momentum();
  private final Nesterov nesterov = new Nesterov();
  private final Adam adam = new Adam();
  private final Search search;

  /**
   * Sweeps for a team.
   *
   * @param workers the team
   */
  public Sweeps(Workers workers) {
    this.workers = workers;
    this.search = new Search(workers.count());
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
    if (workers.sharesSweep(n)) {
      sgd.n = n;
      sgd.rate = rate;
      sgd.p = p;
      sgd.g = g;
      workers.run(sgd);
    } else {
      VectorUpdates.sgd(0, n, rate, p, g);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#momentum}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param factor momentum, in [0, 1)
   * @param p parameters
   * @param g gradients
   * @param v velocities
   */
  public void momentum(int n, float rate, float factor, float[] p, float[] g, float[] v) {
    if (workers.sharesSweep(n)) {
      workers.run(momentum.set(n, rate, factor, p, g, v));
    } else {
      VectorUpdates.momentum(0, n, rate, factor, p, g, v);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#nesterov}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param factor momentum, in [0, 1)
   * @param p parameters
   * @param g gradients
   * @param v velocities
   */
  public void nesterov(int n, float rate, float factor, float[] p, float[] g, float[] v) {
    if (workers.sharesSweep(n)) {
      workers.run(nesterov.set(n, rate, factor, p, g, v));
    } else {
      VectorUpdates.nesterov(0, n, rate, factor, p, g, v);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Updates#adam}.
   *
   * @param n number of parameters
   * @param factors the scalars of the step
   * @param p parameters
   * @param g gradients
   * @param m first moments
   * @param v second moments
   */
  public void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    if (workers.sharesSweep(n)) {
      adam.n = n;
      adam.factors = factors;
      adam.p = p;
      adam.g = g;
      adam.m = m;
      adam.v = v;
      workers.run(adam);
    } else {
      VectorUpdates.adam(0, n, factors, p, g, m, v);
    }
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
    if (!workers.sharesSweep(n)) {
      return Sums.indexOfNonFinite(n, x, xOff);
    }
    search.n = n;
    search.x = x;
    search.offset = xOff;
    workers.run(search);
    return search.first();
  }

  /** A sweep over n elements; kept with its operands, so that a call allocates nothing. */
  private abstract static class Sweep implements Workers.Task {
    int n;

    @Override
    public final void run(int part, int parts) {
      sweep(part, Parts.start(n, PART, part, parts), Parts.start(n, PART, part + 1, parts));
    }

    abstract void sweep(int part, int from, int to);
  }

  private static final class Sgd extends Sweep {
    private float rate;
    private float[] p;
    private float[] g;

    @Override
    void sweep(int part, int from, int to) {
      VectorUpdates.sgd(from, to, rate, p, g);
    }
  }

  /** A sweep with velocities. */
  private abstract static class Descent extends Sweep {
    float rate;
    float factor;
    float[] p;
    float[] g;
    float[] v;

    final Descent set(
        int count, float newRate, float momentum, float[] params, float[] grads, float[] speeds) {
      n = count;
      rate = newRate;
      factor = momentum;
      p = params;
      g = grads;
      v = speeds;
      return this;
    }
  }

  private static final class Nesterov extends Descent {
    @Override
    void sweep(int part, int from, int to) {
      VectorUpdates.nesterov(from, to, rate, factor, p, g, v);
    }
  }

  private static final class Momentum extends Descent {
    @Override
    void sweep(int part, int from, int to) {
      VectorUpdates.momentum(from, to, rate, factor, p, g, v);
    }
  }

  private static final class Adam extends Sweep {
    private AdamFactors factors;
    private float[] p;
    private float[] g;
    private float[] m;
    private float[] v;

    @Override
    void sweep(int part, int from, int to) {
      VectorUpdates.adam(from, to, factors, p, g, m, v);
    }
  }

  private static final class Search extends Sweep {
    private final int[] found;
    private float[] x;
    private int offset;

    Search(int parts) {
      found = new int[parts];
    }

    @Override
    void sweep(int part, int from, int to) {
      found[part] = Sums.indexOfNonFinite(to - from, x, offset + from);
    }

    int first() {
      for (int index : found) {
        if (index != NONE) {
          return index;
        }
      }
      return NONE;
    }
  }
}
