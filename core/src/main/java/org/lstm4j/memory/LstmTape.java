package org.lstm4j.memory;

/**
 * What one LSTM layer writes on the way forward and reads again on the way back, for up to {@code
 * maxSteps} steps of up to {@code maxBatch} sequences. Allocated once, reused for every batch.
 *
 * <p>A tape for inference keeps less: nothing reads its cells and gates again.
 *
 * <p>{@link #begin} sets the size of the batch at hand; all blocks are then packed for that size.
 * Arrays are public to the kernels by design: a kernel is a loop over them.
 *
 * <pre>
 * gates        [T × B × 4H]      in: W_x·x + b;  after forward: i f g o;  after backward: dZ;
 *                                for inference: anything after forward
 * cells        [(T+1) × B × H]   block 0 is c before the first step, block t+1 is c after step t;
 *                                for inference: [B × H], the present c
 * cellOutputs  [T × B × H]       ψ(c), ψ the cell activation; not for inference
 * hidden       [(T+1) × B × H]   block 0 is h before the first step, block t+1 is h after step t
 * dHidden      [(T+1) × B × H]   gradients of hidden; not for inference
 * dCells       [B × H]           the cell gradient carried back; at the end that of block 0; not
 *                                for inference
 * </pre>
 */
public final class LstmTape {
  private static final float[] NONE = {};

  /** Hidden units H. */
  public final int hiddenSize;

  /** Gates, {@code [T × B × 4H]}. */
  public final float[] gates;

  /** Whether gradients will be wanted. */
  public final boolean training;

  /** Cell states, {@code [(T+1) × B × H]}; {@code [B × H]} for inference. */
  public final float[] cells;

  /** Activated cell states, {@code [T × B × H]}; empty for inference. */
  public final float[] cellOutputs;

  /** Hidden states, {@code [(T+1) × B × H]}. */
  public final float[] hidden;

  /** Gradients of the hidden states, {@code [(T+1) × B × H]}; empty for inference. */
  public final float[] dHidden;

  /** Gradient of the cell state carried from step to step, {@code [B × H]}; empty for inference. */
  public final float[] dCells;

  private final int maxSteps;
  private final int maxBatch;
  private int steps;
  private int batch;

  /**
   * Allocates the buffers.
   *
   * @param maxSteps the longest sequence T, at least 1
   * @param maxBatch the largest batch B, at least 1
   * @param hiddenSize hidden units H, at least 1
   * @param training whether gradients will be wanted
   * @throws IllegalArgumentException if a buffer would not fit one Java array
   */
  public LstmTape(int maxSteps, int maxBatch, int hiddenSize, boolean training) {
    this.maxSteps = maxSteps;
    this.maxBatch = maxBatch;
    this.hiddenSize = hiddenSize;
    this.training = training;
    gates = Buffers.floats("gates", 4, maxSteps, maxBatch, hiddenSize);
    cells = Buffers.floats("cell states", training ? maxSteps + 1 : 1, maxBatch, hiddenSize);
    cellOutputs = training ? Buffers.floats("cell outputs", maxSteps, maxBatch, hiddenSize) : NONE;
    hidden = Buffers.floats("hidden states", maxSteps + 1, maxBatch, hiddenSize);
    dHidden =
        training ? Buffers.floats("hidden gradients", maxSteps + 1, maxBatch, hiddenSize) : NONE;
    dCells = training ? Buffers.floats("cell gradients", maxBatch, hiddenSize) : NONE;
    begin(maxSteps, maxBatch);
  }

  /**
   * Sets the size of the batch at hand.
   *
   * @param steps time steps T, 1 to the maximum
   * @param batch sequences B, 1 to the maximum
   * @throws IllegalArgumentException if a size exceeds what was allocated
   */
  public void begin(int steps, int batch) {
    if (steps < 1 || steps > maxSteps || batch < 1 || batch > maxBatch) {
      throw new IllegalArgumentException(
          "a batch of %d steps × %d sequences does not fit a tape for %d × %d"
              .formatted(steps, batch, maxSteps, maxBatch));
    }
    this.steps = steps;
    this.batch = batch;
  }

  /** {@return time steps T of the batch at hand} */
  public int steps() {
    return steps;
  }

  /** {@return sequences B of the batch at hand} */
  public int batch() {
    return batch;
  }

  /** {@return B × H, the length of one block of {@code hidden} and {@code cells}} */
  public int block() {
    return batch * hiddenSize;
  }

  /**
   * {@return the offset of the hidden states before step t; those after it follow one block later}
   *
   * @param t time step, 0 to T
   */
  public int stateOffset(int t) {
    return t * block();
  }

  /**
   * {@return the offset of the cell states before step t; for inference all steps have the same}
   *
   * @param t time step, 0 to T
   */
  public int cellOffset(int t) {
    return training ? stateOffset(t) : 0;
  }

  /**
   * {@return the offset of the gates of step t}
   *
   * @param t time step, 0 to T−1
   */
  public int gateOffset(int t) {
    return 4 * t * block();
  }
}
