package org.lstm4j.model;

import java.util.Arrays;
import java.util.List;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.Matrix;
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

  private final ModelSpec spec;
  private final Gradients wanted;
  private final Extent extent;
  private final LstmTape[] tapes;
  private final Matrix headInput; // [rows × H], a view of the top tape
  private final Matrix dHeadInput; // its gradient, a view of the top tape
  private final Matrix outputs; // [rows × O], the head's or a view of the top tape
  private final Matrix dOutputs; // [rows × O]
  private final Matrix dInputs; // [T·B × I]

  Workspace(ModelSpec spec, int maxSteps, int maxBatch, Gradients wanted) {
    ModelSpec.checkSize("number of steps", maxSteps);
    ModelSpec.checkSize("batch size", maxBatch);
    this.spec = spec;
    this.wanted = wanted;
    List<LstmSpec> layers = spec.layers();
    boolean training = wanted != Gradients.NONE;
    extent = new Extent(maxSteps, maxBatch);
    tapes = new LstmTape[layers.size()];
    for (int k = 0; k < tapes.length; k++) {
      tapes[k] = new LstmTape(extent, layers.get(k).hiddenSize(), training);
    }
    int outputSteps = spec.output() == Output.LAST ? 1 : maxSteps;
    int width = spec.outputSize();
    headInput = new Matrix(top().hidden, layers.getLast().hiddenSize());
    dHeadInput = new Matrix(top().dHidden, layers.getLast().hiddenSize());
    outputs =
        spec.hasHead()
            ? new Matrix(Buffers.floats("outputs", outputSteps, maxBatch, width), width)
            : headInput;
    dOutputs =
        new Matrix(
            training ? Buffers.floats("output gradients", outputSteps, maxBatch, width) : NONE,
            width);
    boolean wantsInputs = wantsInputGradients() && spec.input() == ModelSpec.Input.VALUES;
    dInputs =
        new Matrix(
            wantsInputs
                ? Buffers.floats("input gradients", maxSteps, maxBatch, spec.inputSize())
                : NONE,
            spec.inputSize());
    begin(maxSteps, maxBatch);
  }

  /**
   * Sets the size of the batch at hand.
   *
   * @param steps T, 1 to the maximum
   * @param batch B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range
   */
  public void begin(int steps, int batch) {
    extent.begin(steps, batch);
    int rows = outputRows();
    int first = spec.output() == Output.LAST ? steps - 1 : 0;
    int offset = top().hiddenAfter(first);
    headInput.move(offset, rows);
    if (spec.hasHead()) {
      outputs.move(0, rows);
    }
    if (wanted != Gradients.NONE) {
      dHeadInput.move(offset, rows);
      dOutputs.move(0, rows);
    }
    if (dInputs.values().length > 0) {
      dInputs.move(0, steps * batch);
    }
  }

  /** Starts the coming forward pass from zero states. */
  public void startFromZero() {
    for (LstmTape tape : tapes) {
      Arrays.fill(tape.hidden, 0, states(tape), 0f);
      Arrays.fill(tape.cells, 0, states(tape), 0f);
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
      System.arraycopy(state.hidden(k), 0, tape.hidden, 0, states(tape));
      System.arraycopy(state.cell(k), 0, tape.cells, 0, states(tape));
    }
  }

  /** Starts the coming forward pass, on as many sequences, where the last one ended. */
  public void startFromEnd() {
    for (LstmTape tape : tapes) {
      int last = extent.steps() - 1;
      System.arraycopy(tape.hidden, tape.hiddenAfter(last), tape.hidden, 0, states(tape));
      System.arraycopy(tape.cells, tape.cellsAfter(last), tape.cells, 0, states(tape));
    }
  }

  /**
   * Copies the states that the coming forward pass starts from.
   *
   * @param state receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void initialState(LstmState state) {
    checkBatch(state);
    for (int k = 0; k < tapes.length; k++) {
      LstmTape tape = tapes[k];
      System.arraycopy(tape.hidden, 0, state.hidden(k), 0, states(tape));
      System.arraycopy(tape.cells, 0, state.cell(k), 0, states(tape));
    }
  }

  /**
   * Copies the states after the last step.
   *
   * @param state receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void finalState(LstmState state) {
    checkBatch(state);
    int last = extent.steps() - 1;
    for (int k = 0; k < tapes.length; k++) {
      LstmTape tape = tapes[k];
      System.arraycopy(tape.hidden, tape.hiddenAfter(last), state.hidden(k), 0, states(tape));
      System.arraycopy(tape.cells, tape.cellsAfter(last), state.cell(k), 0, states(tape));
    }
  }

  /** B × H, the number of values of a layer's hidden or cell states at one time. */
  private int states(LstmTape tape) {
    return extent.batch() * tape.hiddenSize;
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
      System.arraycopy(tapes[k].dHidden, 0, state.hidden(k), 0, states(tapes[k]));
      System.arraycopy(tapes[k].dCells, 0, state.cell(k), 0, states(tapes[k]));
    }
  }

  /**
   * {@return the gradient of the inputs after a backward pass, {@code [T·B × I]}, not a copy; empty
   * for a model that reads indices}
   *
   * @throws IllegalStateException if the workspace was not made for {@link
   *     Gradients#PARAMETERS_AND_INPUTS}
   */
  public Matrix inputGradients() {
    checkInputGradients();
    return dInputs;
  }

  /** {@return the outputs {@code [rows × O]}, not a copy; rows as {@link #outputRows} says} */
  public Matrix outputs() {
    return outputs;
  }

  /** {@return the number of outputs: T·B rows, or B if the model answers after the last step} */
  public int outputRows() {
    return spec.output() == Output.LAST ? extent.batch() : extent.steps() * extent.batch();
  }

  /** {@return room for the outputs' gradients {@code [rows × O]}; empty without gradients} */
  public Matrix outputGradients() {
    return dOutputs;
  }

  /** The top hidden states that outputs are made from. */
  Matrix headInput() {
    return headInput;
  }

  /** The gradients of {@link #headInput}. */
  Matrix dHeadInput() {
    return dHeadInput;
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
    if (inputs.steps() != extent.steps() || inputs.batch() != extent.batch()) {
      throw new IllegalArgumentException(
          "the inputs are of %d steps × %d sequences; the workspace was begun for %d × %d"
              .formatted(inputs.steps(), inputs.batch(), extent.steps(), extent.batch()));
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
    if (state.batch() != extent.batch() || state.layers() != tapes.length) {
      throw new IllegalArgumentException(
          "the state is of %d layers × %d sequences; expected %d × %d"
              .formatted(state.layers(), state.batch(), tapes.length, extent.batch()));
    }
    for (int k = 0; k < tapes.length; k++) {
      if (state.hidden(k).length != states(tapes[k])) {
        throw new IllegalArgumentException(
            "layer %d of the state has %d units; expected %d"
                .formatted(k, state.hidden(k).length / state.batch(), tapes[k].hiddenSize));
      }
    }
  }
}
