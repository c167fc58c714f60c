package org.lstm4j.backend;

import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;

/**
 * Kernels of two backends in one: one starts fast, the other is faster once it is warm. Whose
 * {@link Turns} it is shows in nothing but the time, since both have the same bits.
 */
final class WarmUpKernels implements Kernels {
  private final Turns turns;
  private final Kernels starter;
  private final KernelProvider provider;
  private final int threads;
  private final LstmWeights weightForms = new LstmWeights();
  private Kernels warm; // null until its first turn: making it takes time
  private boolean closed;

  /**
   * Kernels for one thread of work.
   *
   * @param turns whose turn it is, for these kernels alone
   * @param starter kernels that start fast; closed with these
   * @param provider the backend that has to warm up
   * @param threads the most threads that it may use
   */
  WarmUpKernels(Turns turns, Kernels starter, KernelProvider provider, int threads) {
    this.turns = turns;
    this.starter = starter;
    this.provider = provider;
    this.threads = threads;
  }

  @Override
  public String description() {
    return "%s, %s where that is faster".formatted(of(true).description(), starter.description());
  }

  /** {@return the kernels of one backend} */
  Kernels of(boolean isWarm) {
    return isWarm ? warm() : starter;
  }

  private Kernels warm() {
    if (warm == null) {
      if (closed) {
        throw new IllegalStateException("these kernels are closed");
      }
      warm = provider.create(threads);
    }
    return warm;
  }

  /** Begins an operation without a packed matrix, and finds who does it. */
  private Kernels begin(Operation operation, long work) {
    return begin(turns.next(operation, work));
  }

  /** Whose turn it is with a packed matrix. */
  private boolean isWarm(WarmUpMatrix matrix, Operation operation, long work) {
    if (matrix.isOnlyWarm() && !turns.isWarm()) {
      turns.skip();
      return true;
    }
    return turns.next(operation, work);
  }

  private PackedMatrix form(WarmUpMatrix matrix, boolean isWarm) {
    if (turns.isWarm()) {
      giveUpStarter(matrix);
    }
    return matrix.form(isWarm, this);
  }

  private void giveUpStarter(WarmUpMatrix matrix) {
    if (!matrix.isOnlyWarm()) {
      matrix.form(true, this);
      matrix.giveUpStarter();
    }
  }

  private Kernels begin(boolean isWarm) {
    Kernels kernels = of(isWarm);
    turns.begin();
    return kernels;
  }

  private static long work(int rows, WarmUpMatrix matrix) {
    return (long) rows * matrix.rows() * matrix.columns();
  }

  private static WarmUpMatrix own(PackedMatrix matrix) {
    return switch (matrix) {
      case WarmUpMatrix own -> own;
      default ->
          throw new IllegalArgumentException(
              "these kernels cannot use a %s; make and pack it with kernels of the same provider"
                  .formatted(matrix.getClass().getSimpleName()));
    };
  }

  @Override
  public PackedMatrix newPackedMatrix(int rows, int columns, WeightFormat format) {
    boolean isWarm = turns.isWarm();
    return new WarmUpMatrix(rows, columns, format, isWarm, of(isWarm));
  }

  @Override
  public void pack(PackedMatrix packed, Matrix b) {
    pack(own(packed), false, b);
  }

  @Override
  public void packTransposed(PackedMatrix packed, Matrix bt) {
    pack(own(packed), true, bt);
  }

  private void pack(WarmUpMatrix matrix, boolean transposed, Matrix values) {
    if (turns.isWarm()) {
      giveUpStarter(matrix);
    }
    matrix.beginPacking();
    pack(matrix, false, transposed, values);
    pack(matrix, true, transposed, values);
    matrix.endPacking();
  }

  /** Packs into the form of one backend, if that is to be. */
  private void pack(WarmUpMatrix matrix, boolean isWarm, boolean transposed, Matrix values) {
    PackedMatrix room = matrix.room(isWarm, this);
    if (room == null) {
      return;
    }
    if (transposed) {
      of(isWarm).packTransposed(room, values);
    } else {
      of(isWarm).pack(room, values);
    }
    matrix.packed(isWarm, room);
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix c) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.PRODUCT, work(c.rows(), own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gemm(a, form, c);
    turns.end();
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix start, Matrix c) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.PRODUCT, work(c.rows(), own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gemm(a, form, start, c);
    turns.end();
  }

  @Override
  public void gemmTransposedA(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    begin(Operation.TRANSPOSED_PRODUCT, (long) a.columns() * b.columns() * b.rows())
        .gemmTransposedA(a, b, c, accumulate);
    turns.end();
  }

  @Override
  public void columnSums(Matrix a, Matrix sums, boolean accumulate) {
    begin(Operation.COLUMN_SUMS, a.size()).columnSums(a, sums, accumulate);
    turns.end();
  }

  @Override
  public void gatherRows(int[] indices, int from, PackedMatrix b, Matrix start, Matrix c) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.GATHER_ROWS, c.size());
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gatherRows(indices, from, form, start, c);
    turns.end();
  }

  @Override
  public void scatterColumns(Matrix a, int[] indices, int from, Matrix c, boolean accumulate) {
    begin(Operation.SCATTER_COLUMNS, a.size()).scatterColumns(a, indices, from, c, accumulate);
    turns.end();
  }

  @Override
  public void lstmForward(LstmTape tape, Matrix x, LstmWeights weights) {
    WarmUpMatrix input = own(weights.input());
    WarmUpMatrix recurrent = own(weights.recurrent());
    Operation operation = tape.training ? Operation.LAYER : Operation.LAYER_INFERENCE;
    int rows = x.rows();
    boolean isWarm = isWarm(input, operation, work(rows, input) + work(rows, recurrent));
    LstmWeights form = weightForms.set(weights, form(input, isWarm), form(recurrent, isWarm));
    begin(isWarm).lstmForward(tape, x, form);
    turns.end();
  }

  @Override
  public void lstmForward(LstmTape tape, LstmWeights weights) {
    Operation operation = tape.training ? Operation.RECURRENCE : Operation.RECURRENCE_INFERENCE;
    WarmUpMatrix own = own(weights.recurrent());
    boolean isWarm = isWarm(own, operation, work(tape.extent.rows(), own));
    LstmWeights form = weightForms.set(weights, weights.input(), form(own, isWarm));
    begin(isWarm).lstmForward(tape, form);
    turns.end();
  }

  @Override
  public void lstmBackward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient) {
    WarmUpMatrix own = own(weights.recurrent());
    boolean isWarm = isWarm(own, Operation.RECURRENCE_BACKWARD, work(tape.extent.rows(), own));
    LstmWeights form = weightForms.set(weights, weights.input(), form(own, isWarm));
    begin(isWarm).lstmBackward(tape, form, truncation, initialStateGradient);
    turns.end();
  }

  @Override
  public void cells(CellStep step) {
    begin(Operation.CELLS, step.gates.size()).cells(step);
    turns.end();
  }

  @Override
  public void outputs(CellStep step) {
    begin(Operation.CELL_OUTPUTS, step.gates.size()).outputs(step);
    turns.end();
  }

  @Override
  public void outputsBackward(CellStep step) {
    begin(Operation.CELL_OUTPUTS_BACKWARD, step.gates.size()).outputsBackward(step);
    turns.end();
  }

  @Override
  public void cellsBackward(CellStep step) {
    begin(Operation.CELLS_BACKWARD, step.gates.size()).cellsBackward(step);
    turns.end();
  }

  @Override
  public double squaredError(Matrix y, Matrix target, float scale, Matrix dy) {
    double sum = begin(Operation.SQUARED_ERROR, y.size()).squaredError(y, target, scale, dy);
    turns.end();
    return sum;
  }

  @Override
  public void softmax(Matrix x, Matrix p) {
    begin(Operation.SOFTMAX, x.size()).softmax(x, p);
    turns.end();
  }

  @Override
  public void softmaxBackward(Matrix p, Matrix dp, Matrix dx) {
    begin(Operation.SOFTMAX_BACKWARD, p.size()).softmaxBackward(p, dp, dx);
    turns.end();
  }

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {
    begin(Operation.ACTIVATION, x.size()).activate(f, x, y);
    turns.end();
  }

  @Override
  public void activateBackward(Activation f, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    begin(Operation.ACTIVATION_BACKWARD, x.size()).activateBackward(f, x, y, dy, dx);
    turns.end();
  }

  @Override
  public void standardize(Matrix x, double epsilon, Matrix y, Matrix scales) {
    begin(Operation.STANDARDIZE, x.size()).standardize(x, epsilon, y, scales);
    turns.end();
  }

  @Override
  public void standardizeBackward(Matrix y, Matrix scales, Matrix dy, Matrix dx) {
    begin(Operation.STANDARDIZE_BACKWARD, y.size()).standardizeBackward(y, scales, dy, dx);
    turns.end();
  }

  @Override
  public void affine(Matrix x, Matrix scales, Matrix shifts, Matrix y) {
    begin(Operation.AFFINE, x.size()).affine(x, scales, shifts, y);
    turns.end();
  }

  @Override
  public void scaleColumns(Matrix x, Matrix scales, Matrix y) {
    begin(Operation.SCALE_COLUMNS, x.size()).scaleColumns(x, scales, y);
    turns.end();
  }

  @Override
  public void columnProducts(Matrix a, Matrix b, Matrix sums, boolean accumulate) {
    begin(Operation.COLUMN_PRODUCTS, a.size()).columnProducts(a, b, sums, accumulate);
    turns.end();
  }

  @Override
  public double softmaxCrossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx) {
    double loss =
        begin(Operation.CROSS_ENTROPY, x.size()).softmaxCrossEntropy(x, targets, from, scale, dx);
    turns.end();
    return loss;
  }

  @Override
  public double squaredNorm(int n, float[] x, int xOff) {
    double sum = begin(Operation.SQUARED_NORM, n).squaredNorm(n, x, xOff);
    turns.end();
    return sum;
  }

  @Override
  public int indexOfNonFinite(int n, float[] x, int xOff) {
    int index = begin(Operation.NON_FINITE, n).indexOfNonFinite(n, x, xOff);
    turns.end();
    return index;
  }

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    begin(Operation.SCALE, n).scale(n, factor, x, xOff);
    turns.end();
  }

  @Override
  public void clamp(int n, float limit, float[] x, int xOff) {
    begin(Operation.CLAMP, n).clamp(n, limit, x, xOff);
    turns.end();
  }

  @Override
  public void sgd(int n, float rate, float[] p, float[] g) {
    begin(Operation.SGD, n).sgd(n, rate, p, g);
    turns.end();
  }

  @Override
  public void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    begin(Operation.MOMENTUM, n).momentum(n, rate, momentum, p, g, v);
    turns.end();
  }

  @Override
  public void nesterov(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    begin(Operation.NESTEROV, n).nesterov(n, rate, momentum, p, g, v);
    turns.end();
  }

  @Override
  public void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    begin(Operation.ADAM, n).adam(n, factors, p, g, m, v);
    turns.end();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    starter.close();
    if (warm != null) {
      warm.close();
    }
  }
}
