package org.lstm4j.simd.update;

import java.util.Arrays;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

/**
 * Softmax of rows, and its cross-entropy; threads share the rows. Losses of rows are added up in
 * order by the caller. For one caller.
 */
public final class Softmax {
  private final Workers workers;
  private final Forward forward;
  private final CrossEntropy crossEntropy;
  private final Backward backward;

  /**
   * A softmax with scratch of its own.
   *
   * @param workers share the rows
   */
  public Softmax(Workers workers) {
    this.workers = workers;
    SoftmaxRows[] rows = new SoftmaxRows[workers.count()];
    Arrays.setAll(rows, part -> new SoftmaxRows());
    forward = new Forward(rows);
    crossEntropy = new CrossEntropy(rows);
    backward = new Backward(rows);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmax}.
   *
   * @param x logits
   * @param p probabilities
   */
  public void softmax(Matrix x, Matrix p) {
    forward.x = x;
    forward.p = p;
    run(forward, x);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmaxCrossEntropy}.
   *
   * @param x logits
   * @param targets the right classes
   * @param from place of the first target
   * @param scale factor of the gradient
   * @param dx gradient
   * @return the sum of the rows' losses
   */
  public double crossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx) {
    crossEntropy.x = x;
    crossEntropy.targets = targets;
    crossEntropy.from = from;
    crossEntropy.scale = scale;
    crossEntropy.dx = dx;
    if (crossEntropy.losses.length < x.rows()) {
      crossEntropy.losses = new double[x.rows()];
    }
    run(crossEntropy, x);
    double loss = 0;
    for (int r = 0; r < x.rows(); r++) {
      loss += crossEntropy.losses[r];
    }
    return loss;
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmaxBackward}.
   *
   * @param p probabilities
   * @param dp their gradients
   * @param dx gradients of the logits
   */
  public void backward(Matrix p, Matrix dp, Matrix dx) {
    backward.p = p;
    backward.dp = dp;
    backward.dx = dx;
    run(backward, p);
  }

  private void run(Rows task, Matrix x) {
    task.count = x.rows();
    if (workers.sharesSweep(x.size())) {
      workers.run(task);
    } else {
      task.run(0, 1);
    }
  }

  /** Something done row by row; kept with its operands, so that a call allocates nothing. */
  private abstract static class Rows implements Workers.Task {
    private final SoftmaxRows[] rows;
    int count;

    Rows(SoftmaxRows[] rows) {
      this.rows = rows;
    }

    @Override
    public final void run(int part, int parts) {
      int end = Parts.start(count, 1, part + 1, parts);
      for (int r = Parts.start(count, 1, part, parts); r < end; r++) {
        row(rows[part], r);
      }
    }

    abstract void row(SoftmaxRows functions, int r);
  }

  private static final class Forward extends Rows {
    private Matrix x;
    private Matrix p;

    Forward(SoftmaxRows[] rows) {
      super(rows);
    }

    @Override
    void row(SoftmaxRows functions, int r) {
      functions.softmax(x, r, p);
    }
  }

  private static final class CrossEntropy extends Rows {
    private Matrix x;
    private int[] targets;
    private int from;
    private float scale;
    private Matrix dx;
    private double[] losses = {};

    CrossEntropy(SoftmaxRows[] rows) {
      super(rows);
    }

    @Override
    void row(SoftmaxRows functions, int r) {
      losses[r] = functions.crossEntropy(x, r, targets[from + r], scale, dx);
    }
  }

  private static final class Backward extends Rows {
    private Matrix p;
    private Matrix dp;
    private Matrix dx;

    Backward(SoftmaxRows[] rows) {
      super(rows);
    }

    @Override
    void row(SoftmaxRows functions, int r) {
      functions.backward(p, r, dp, dx);
    }
  }
}
