package org.lstm4j.kernel;

/**
 * What one LSTM layer writes on the way forward and reads again on the way back, for batches up to
 * the size of an {@link Extent}. Allocated once, reused for every batch; the extent says which rows
 * the batch at hand has.
 *
 * <p>A tape for inference keeps less: nothing reads its cells and gates again.
 *
 * <p>Arrays are public to the kernels by design: a kernel is a loop over them. R is the number of
 * rows of the extent, T × B where all sequences are of one length.
 *
 * <pre>
 * gates        [R × 4H]        in: W_x·x + b;  after forward: i f g o;  after backward: dZ;
 *                              for inference: anything after forward
 * cells        [(B + R) × H]   B rows of c before the first step, then those after each step;
 *                              for inference: [B × H], the present c
 * cellOutputs  [R × H]         ψ(c), ψ the cell activation; not for inference
 * hidden       [(B + R) × H]   B rows of h before the first step, then those after each step
 * dHidden      [(B + R) × H]   gradients of hidden; not for inference
 * dCells       [B × H]         the cell gradient carried back; at the end that of the first rows;
 *                              not for inference
 * </pre>
 */
public final class LstmTape {
  private static final float[] NONE = {};

  /** Steps and sequences of the batch at hand. */
  public final Extent extent;

  /** Hidden units H. */
  public final int hiddenSize;

  /** Whether gradients will be wanted. */
  public final boolean training;

  /** Gates, {@code [R × 4H]}. */
  public final float[] gates;

  /** Cell states, {@code [(B + R) × H]}; {@code [B × H]} for inference. */
  public final float[] cells;

  /** Activated cell states, {@code [R × H]}; empty for inference. */
  public final float[] cellOutputs;

  /** Hidden states, {@code [(B + R) × H]}. */
  public final float[] hidden;

  /** Gradients of the hidden states, {@code [(B + R) × H]}; empty for inference. */
  public final float[] dHidden;

  /** Gradient of the cell state carried from step to step, {@code [B × H]}; empty for inference. */
  public final float[] dCells;

  private final Matrix allGates;
  private final Matrix allHidden;
  private final Matrix allHiddenGradients;
  private final Matrix outputs;
  private final Matrix outputGradients;

  /**
   * Allocates the buffers.
   *
   * @param extent says how large a batch may get, and how large the one at hand is
   * @param hiddenSize hidden units H, at least 1
   * @param training whether gradients will be wanted
   * @throws IllegalArgumentException if a buffer would not fit one Java array
   */
  public LstmTape(Extent extent, int hiddenSize, boolean training) {
    this.extent = extent;
    this.hiddenSize = hiddenSize;
    this.training = training;
    int steps = extent.maxSteps();
    int batch = extent.maxBatch();
    gates = Buffers.floats("gates", Gates.COUNT, steps, batch, hiddenSize);
    cells = Buffers.floats("cell states", training ? steps + 1 : 1, batch, hiddenSize);
    cellOutputs = training ? Buffers.floats("cell outputs", steps, batch, hiddenSize) : NONE;
    hidden = Buffers.floats("hidden states", steps + 1, batch, hiddenSize);
    dHidden = training ? Buffers.floats("hidden gradients", steps + 1, batch, hiddenSize) : NONE;
    dCells = training ? Buffers.floats("cell gradients", batch, hiddenSize) : NONE;
    allGates = new Matrix(gates, Gates.COUNT * hiddenSize);
    allHidden = new Matrix(hidden, hiddenSize);
    allHiddenGradients = new Matrix(dHidden, hiddenSize);
    outputs = new Matrix(hidden, hiddenSize);
    outputGradients = new Matrix(dHidden, hiddenSize);
  }

  /** {@return the gates of all steps, {@code [R × 4H]}} */
  public Matrix gates() {
    return allGates.move(0, extent.rows());
  }

  /** {@return the hidden states before the first step and after each, {@code [(B + R) × H]}} */
  public Matrix hidden() {
    return allHidden.move(0, extent.batch() + extent.rows());
  }

  /** {@return the gradients of {@link #hidden}, {@code [(B + R) × H]}; not for inference} */
  public Matrix hiddenGradients() {
    return allHiddenGradients.move(0, extent.batch() + extent.rows());
  }

  /** {@return the hidden states after each step, {@code [R × H]}} */
  public Matrix outputs() {
    return outputs.move(extent.batch() * hiddenSize, extent.rows());
  }

  /** {@return the gradients of {@link #outputs}, {@code [R × H]}; not for inference} */
  public Matrix outputGradients() {
    return outputGradients.move(extent.batch() * hiddenSize, extent.rows());
  }

  /**
   * {@return the row of {@link #hidden} that the states before a step begin at}
   *
   * @param t time step, 0 to T − 1
   */
  public int rowBefore(int t) {
    return t == 0 ? 0 : rowAfter(t - 1);
  }

  /**
   * {@return the row of {@link #hidden} that the states after a step begin at}
   *
   * @param t time step, 0 to T − 1
   */
  public int rowAfter(int t) {
    return extent.batch() + extent.row(t);
  }

  /**
   * {@return the offset of the hidden states before a step}
   *
   * @param t time step, 0 to T − 1
   */
  public int hiddenBefore(int t) {
    return rowBefore(t) * hiddenSize;
  }

  /**
   * {@return the offset of the hidden states after a step}
   *
   * @param t time step, 0 to T − 1
   */
  public int hiddenAfter(int t) {
    return rowAfter(t) * hiddenSize;
  }

  /**
   * {@return the offset of the cell states before a step; for inference all steps have the same}
   *
   * @param t time step, 0 to T − 1
   */
  public int cellsBefore(int t) {
    return training ? hiddenBefore(t) : 0;
  }

  /**
   * {@return the offset of the cell states after a step; for inference all steps have the same}
   *
   * @param t time step, 0 to T − 1
   */
  public int cellsAfter(int t) {
    return training ? hiddenAfter(t) : 0;
  }

  /**
   * {@return the offset of the gates of a step}
   *
   * @param t time step, 0 to T − 1
   */
  public int gateOffset(int t) {
    return Gates.COUNT * extent.row(t) * hiddenSize;
  }

  /**
   * {@return the offset of the cell outputs of a step}
   *
   * @param t time step, 0 to T − 1
   */
  public int cellOutputOffset(int t) {
    return extent.row(t) * hiddenSize;
  }
}
