package org.lstm4j.kernel;

import org.lstm4j.memory.LstmTape;

/**
 * Kernels of two backends in one: one starts fast, the other is faster once it is warm. Whose
 * {@link Turns} it is shows in nothing but the time, since both have the same bits.
 */
final class WarmUpKernels implements Kernels {
  private final Turns turns;
  private final Kernels starter;
  private final KernelProvider provider;
  private final int threads;
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
  public void pack(PackedMatrix packed, float[] b, int bOff, int ldb) {
    pack(own(packed), false, b, bOff, ldb);
  }

  @Override
  public void packTransposed(PackedMatrix packed, float[] bt, int btOff, int ldbt) {
    pack(own(packed), true, bt, btOff, ldbt);
  }

  private void pack(WarmUpMatrix matrix, boolean transposed, float[] values, int offset, int ld) {
    if (turns.isWarm()) {
      giveUpStarter(matrix);
    }
    matrix.beginPacking();
    pack(matrix, false, transposed, values, offset, ld);
    pack(matrix, true, transposed, values, offset, ld);
    matrix.endPacking();
  }

  /** Packs into the form of one backend, if that is to be. */
  private void pack(
      WarmUpMatrix matrix, boolean isWarm, boolean transposed, float[] values, int offset, int ld) {
    PackedMatrix room = matrix.room(isWarm, this);
    if (room == null) {
      return;
    }
    if (transposed) {
      of(isWarm).packTransposed(room, values, offset, ld);
    } else {
      of(isWarm).pack(room, values, offset, ld);
    }
    matrix.packed(isWarm, room);
  }

  @Override
  public void gemm(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      boolean accumulate,
      float[] c,
      int cOff,
      int ldc) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.PRODUCT, work(m, own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gemm(m, a, aOff, lda, form, accumulate, c, cOff, ldc);
    turns.end();
  }

  @Override
  public void gemmBias(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.PRODUCT, work(m, own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gemmBias(m, a, aOff, lda, form, bias, biasOff, c, cOff, ldc);
    turns.end();
  }

  @Override
  public void gemmTransposedA(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    begin(Operation.TRANSPOSED_PRODUCT, (long) m * n * k)
        .gemmTransposedA(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    turns.end();
  }

  @Override
  public void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    begin(Operation.COLUMN_SUMS, (long) rows * columns)
        .columnSums(rows, columns, a, aOff, lda, out, outOff);
    turns.end();
  }

  @Override
  public void gatherRows(
      int rows,
      int[] indices,
      int indicesOff,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    WarmUpMatrix own = own(b);
    boolean isWarm = isWarm(own, Operation.GATHER_ROWS, (long) rows * own.columns());
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).gatherRows(rows, indices, indicesOff, form, bias, biasOff, c, cOff, ldc);
    turns.end();
  }

  @Override
  public void scatterColumns(
      int m,
      int n,
      int rows,
      float[] a,
      int aOff,
      int lda,
      int[] indices,
      int indicesOff,
      float[] c,
      int cOff) {
    begin(Operation.SCATTER_COLUMNS, (long) m * rows)
        .scatterColumns(m, n, rows, a, aOff, lda, indices, indicesOff, c, cOff);
    turns.end();
  }

  @Override
  public void lstmForward(
      LstmTape tape,
      float[] x,
      int xOff,
      PackedMatrix inputWeights,
      float[] bias,
      int biasOff,
      PackedMatrix recurrentWeights,
      GateActivations activations) {
    WarmUpMatrix input = own(inputWeights);
    WarmUpMatrix recurrent = own(recurrentWeights);
    Operation operation = tape.training ? Operation.LAYER : Operation.LAYER_INFERENCE;
    int rows = tape.steps() * tape.batch();
    boolean isWarm = isWarm(input, operation, work(rows, input) + work(rows, recurrent));
    PackedMatrix inputForm = form(input, isWarm);
    PackedMatrix recurrentForm = form(recurrent, isWarm);
    begin(isWarm).lstmForward(tape, x, xOff, inputForm, bias, biasOff, recurrentForm, activations);
    turns.end();
  }

  @Override
  public void lstmForward(
      LstmTape tape, PackedMatrix recurrentWeights, GateActivations activations) {
    Operation operation = tape.training ? Operation.RECURRENCE : Operation.RECURRENCE_INFERENCE;
    WarmUpMatrix own = own(recurrentWeights);
    boolean isWarm = isWarm(own, operation, work(tape.steps() * tape.batch(), own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).lstmForward(tape, form, activations);
    turns.end();
  }

  @Override
  public void lstmBackward(
      LstmTape tape,
      PackedMatrix recurrentWeights,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    WarmUpMatrix own = own(recurrentWeights);
    int rows = tape.steps() * tape.batch();
    boolean isWarm = isWarm(own, Operation.RECURRENCE_BACKWARD, work(rows, own));
    PackedMatrix form = form(own, isWarm);
    begin(isWarm).lstmBackward(tape, form, activations, truncation, initialStateGradient);
    turns.end();
  }

  @Override
  public double squaredError(
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float scale,
      float[] dy,
      int dyOff) {
    double sum =
        begin(Operation.SQUARED_ERROR, n)
            .squaredError(n, y, yOff, target, targetOff, scale, dy, dyOff);
    turns.end();
    return sum;
  }

  @Override
  public void softmax(int rows, int classes, float[] x, int xOff, float[] p, int pOff) {
    begin(Operation.SOFTMAX, (long) rows * classes).softmax(rows, classes, x, xOff, p, pOff);
    turns.end();
  }

  @Override
  public double softmaxCrossEntropy(
      int rows,
      int classes,
      float[] x,
      int xOff,
      int[] targets,
      int targetsOff,
      float scale,
      float[] dx,
      int dxOff) {
    double loss =
        begin(Operation.CROSS_ENTROPY, (long) rows * classes)
            .softmaxCrossEntropy(rows, classes, x, xOff, targets, targetsOff, scale, dx, dxOff);
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
    begin(Operation.ADAM, n)
        .adam(n, beta1, rest1, beta2, rest2, step, rootScale, epsilon, p, g, m, v);
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
