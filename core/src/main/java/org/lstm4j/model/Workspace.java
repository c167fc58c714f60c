package org.lstm4j.model;

import java.util.Arrays;
import java.util.List;
import org.lstm4j.memory.Buffers;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.model.ModelSpec.Output;

/**
 * The buffers of a forward pass and, if wanted, a backward pass over batches of up to {@code
 * maxSteps × maxBatch}: a tape per layer, the head's outputs, and their gradients. Made by {@link
 * Network#newWorkspace}, used by one thread at a time.
 *
 * <p>Before a forward pass the states that it starts from must be set by {@link #startFromZero} or
 * {@link #startFrom}.
 */
public final class Workspace {
  private static final float[] NONE = {};

  /** Which gradients a backward pass shall find room for. */
  public enum Gradients {
    /** None: forward only. */
    NONE,
    /** Of the parameters. */
    PARAMETERS,
    /** Of the parameters, the inputs and the initial states. */
    PARAMETERS_AND_INPUTS
  }

  /** Inputs' gradients {@code [T × B × I]}; empty unless wanted. */
  final float[] dInput;

  private final ModelSpec spec;
  private final Gradients wanted;
  private final LstmTape[] tapes;
  private final float[] headOutput; // [rows × O]
  private final float[] dOutput; // [rows × outputSize]

  Workspace(ModelSpec spec, int maxSteps, int maxBatch, Gradients wanted) {
    ModelSpec.checkSize("number of steps", maxSteps);
    ModelSpec.checkSize("batch size", maxBatch);
    this.spec = spec;
    this.wanted = wanted;
    List<LstmSpec> layers = spec.layers();
    boolean training = wanted != Gradients.NONE;
    tapes = new LstmTape[layers.size()];
    for (int k = 0; k < tapes.length; k++) {
      tapes[k] = new LstmTape(maxSteps, maxBatch, layers.get(k).hiddenSize(), training);
    }
    int outputSteps = spec.output() == Output.LAST ? 1 : maxSteps;
    int width = spec.outputSize();
    headOutput = spec.hasHead() ? Buffers.floats("outputs", outputSteps, maxBatch, width) : NONE;
    dOutput = training ? Buffers.floats("output gradients", outputSteps, maxBatch, width) : NONE;
    dInput =
        wanted == Gradients.PARAMETERS_AND_INPUTS && spec.input() == ModelSpec.Input.VALUES
            ? Buffers.floats("input gradients", maxSteps, maxBatch, spec.inputSize())
            : NONE;
  }

  /**
   * Sets the size of the batch at hand.
   *
   * @param steps T, 1 to the maximum
   * @param batch B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range
   */
  public void begin(int steps, int batch) {
    for (LstmTape tape : tapes) {
      tape.begin(steps, batch);
    }
  }

  /** Starts the coming forward pass from zero states. */
  public void startFromZero() {
    for (LstmTape tape : tapes) {
      Arrays.fill(tape.hidden, 0, tape.block(), 0f);
      Arrays.fill(tape.cells, 0, tape.block(), 0f);
    }
  }

  /**
   * Starts the coming forward pass from given states.
   *
   * @param state states of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void startFrom(LstmState state) {
    checkBatch(state);
    for (int k = 0; k < tapes.length; k++) {
      LstmTape tape = tapes[k];
      System.arraycopy(state.hidden(k), 0, tape.hidden, 0, tape.block());
      System.arraycopy(state.cell(k), 0, tape.cells, 0, tape.block());
    }
  }

  /** Starts the coming forward pass, on as many sequences, where the last one ended. */
  public void startFromEnd() {
    for (LstmTape tape : tapes) {
      int steps = tape.steps();
      System.arraycopy(tape.hidden, tape.stateOffset(steps), tape.hidden, 0, tape.block());
      System.arraycopy(tape.cells, tape.cellOffset(steps), tape.cells, 0, tape.block());
    }
  }

  /**
   * Copies the states that the coming forward pass starts from.
   *
   * @param state receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void initialState(LstmState state) {
    copyState(0, state);
  }

  /**
   * Copies the states after the last step.
   *
   * @param state receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void finalState(LstmState state) {
    copyState(top().steps(), state);
  }

  private void copyState(int step, LstmState state) {
    checkBatch(state);
    for (int k = 0; k < tapes.length; k++) {
      LstmTape tape = tapes[k];
      System.arraycopy(tape.hidden, tape.stateOffset(step), state.hidden(k), 0, tape.block());
      System.arraycopy(tape.cells, tape.cellOffset(step), state.cell(k), 0, tape.block());
    }
  }

  /**
   * Copies the gradients of the states before the first step, after a backward pass.
   *
   * @param state receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   * @throws IllegalStateException if the workspace was not made for {@link
   *     Gradients#PARAMETERS_AND_INPUTS}
   */
  public void initialStateGradient(LstmState state) {
    checkBatch(state);
    checkInputGradients();
    for (int k = 0; k < tapes.length; k++) {
      System.arraycopy(tapes[k].dHidden, 0, state.hidden(k), 0, tapes[k].block());
      System.arraycopy(tapes[k].dCells, 0, state.cell(k), 0, tapes[k].block());
    }
  }

  /**
   * {@return the gradient of the inputs after a backward pass, {@code [T × B × I]}, not a copy;
   * empty for a model that reads indices}
   *
   * @throws IllegalStateException if the workspace was not made for {@link
   *     Gradients#PARAMETERS_AND_INPUTS}
   */
  public float[] inputGradient() {
    checkInputGradients();
    return dInput;
  }

  /** {@return the array that holds the outputs from {@link #outputOffset} on, row-major} */
  public float[] output() {
    return spec.hasHead() ? headOutput : top().hidden;
  }

  /** {@return the offset of the first output in {@link #output}} */
  public int outputOffset() {
    return spec.hasHead() ? 0 : hiddenOffset();
  }

  /** {@return the number of outputs: T·B rows, or B if the model answers after the last step} */
  public int outputRows() {
    return spec.output() == Output.LAST ? top().batch() : top().steps() * top().batch();
  }

  /** {@return the array for the outputs' gradients from offset 0 on; empty without gradients} */
  public float[] outputGradient() {
    return dOutput;
  }

  /** The offset in the top tape's hidden states of those that outputs are made from. */
  int hiddenOffset() {
    return top().stateOffset(spec.output() == Output.LAST ? top().steps() : 1);
  }

  LstmTape tape(int layer) {
    return tapes[layer];
  }

  LstmTape top() {
    return tapes[tapes.length - 1];
  }

  boolean wantsInputGradients() {
    return wanted == Gradients.PARAMETERS_AND_INPUTS;
  }

  void checkSize(Inputs inputs) {
    if (inputs.steps() != top().steps() || inputs.batch() != top().batch()) {
      throw new IllegalArgumentException(
          "the inputs are of %d steps × %d sequences; the workspace was begun for %d × %d"
              .formatted(inputs.steps(), inputs.batch(), top().steps(), top().batch()));
    }
  }

  void checkTraining() {
    if (wanted == Gradients.NONE) {
      throw new IllegalStateException("this workspace was made without room for gradients");
    }
  }

  private void checkInputGradients() {
    if (!wantsInputGradients()) {
      throw new IllegalStateException(
          "this workspace was made without room for the gradients of inputs");
    }
  }

  private void checkBatch(LstmState state) {
    if (state.batch() != top().batch() || state.layers() != tapes.length) {
      throw new IllegalArgumentException(
          "the state is of %d layers × %d sequences; expected %d × %d"
              .formatted(state.layers(), state.batch(), tapes.length, top().batch()));
    }
    for (int k = 0; k < tapes.length; k++) {
      if (state.hidden(k).length != tapes[k].block()) {
        throw new IllegalArgumentException(
            "layer %d of the state has %d units; expected %d"
                .formatted(k, state.hidden(k).length / state.batch(), tapes[k].hiddenSize));
      }
    }
  }
}
