package org.lstm4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Layer;
import org.lstm4j.layer.LayerRun;
import org.lstm4j.layer.LayerState;
import org.lstm4j.layer.Settings;
import org.lstm4j.layer.Signal;

/**
 * The buffers of a forward pass and, if wanted, a backward pass over batches of up to {@code
 * maxSteps × maxBatch}: the signals between the layers, and what each layer keeps for the way back.
 * Made by {@link Network#newWorkspace}, used by one thread at a time.
 *
 * <p>Before a forward pass the states that it starts from must be set by {@link #startFromZero} or
 * {@link #startFrom}.
 */
public final class Workspace {
  private final ModelSpec spec;
  private final Gradients wanted;
  private final Extent extent;
  private final Signal input;
  private final LayerRun[] layers;
  private final Signal output;
  private final LayerState[] states;
  private Inputs begun; // null before the first batch

  Workspace(ModelSpec spec, Layer[] layers, int maxSteps, int maxBatch, Gradients wanted) {
    Settings.checkSize("number of steps", maxSteps);
    Settings.checkSize("batch size", maxBatch);
    this.spec = spec;
    this.wanted = wanted;
    this.extent = new Extent(maxSteps, maxBatch);
    this.input = new Signal(extent, new Matrix(), inputGradients(spec, maxSteps, maxBatch, wanted));
    this.layers = new LayerRun[layers.length];
    List<LayerState> all = new ArrayList<>();
    Signal signal = input;
    for (int k = 0; k < layers.length; k++) {
      this.layers[k] = layers[k].newRun(signal, wanted);
      signal = this.layers[k].output();
      all.addAll(this.layers[k].states());
    }
    this.output = signal;
    this.states = all.toArray(LayerState[]::new);
  }

  /** Room for the gradients of the inputs; null if they are not wanted or there are none. */
  private static Matrix inputGradients(
      ModelSpec spec, int maxSteps, int maxBatch, Gradients wanted) {
    return wanted == Gradients.PARAMETERS_AND_INPUTS && spec.input() == Kind.VALUES
        ? new Matrix(
            Buffers.floats("input gradients", maxSteps, maxBatch, spec.inputSize()),
            spec.inputSize())
        : null;
  }

  /**
   * Takes the inputs of the batch at hand.
   *
   * @param inputs the inputs; their arrays are kept, not copied
   * @throws IllegalArgumentException if they do not fit the model or the room
   */
  public void begin(Inputs inputs) {
    if (inputs == begun && extent.isUniformLike(inputs.extent())) {
      return; // as when a stream steps: all views are where they were
    }
    inputs.checkFits(spec);
    begun = null;
    extent.begin(inputs.extent());
    if (spec.input() == Kind.VALUES) {
      input.values().rows(inputs.rows(), 0, extent.rows());
    } else {
      input.setIndices(inputs.indices);
    }
    if (input.gradients() != null) {
      input.gradients().move(0, extent.rows());
    }
    for (LayerRun layer : layers) {
      layer.begin();
    }
    begun = inputs;
  }

  /** Starts the coming forward pass from zero states. */
  public void startFromZero() {
    for (LayerState state : states) {
      Arrays.fill(state.start(), 0, length(state), 0f);
    }
  }

  /**
   * Starts the coming forward pass from given states.
   *
   * @param from states of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void startFrom(ModelState from) {
    check(from);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(from.values(s), 0, states[s].start(), 0, length(states[s]));
    }
  }

  /** Starts the coming forward pass, on as many sequences, where the last one ended. */
  public void startFromEnd() {
    for (LayerState state : states) {
      state.copyEnd(state.start());
    }
  }

  /**
   * Copies the states that the coming forward pass starts from.
   *
   * @param to receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void initialState(ModelState to) {
    check(to);
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(states[s].start(), 0, to.values(s), 0, length(states[s]));
    }
  }

  /**
   * Copies the states after the last step of each sequence.
   *
   * @param to receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void finalState(ModelState to) {
    check(to);
    for (int s = 0; s < states.length; s++) {
      states[s].copyEnd(to.values(s));
    }
  }

  /**
   * Copies the gradients of the states before the first step, after a backward pass.
   *
   * @param to receives them; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   * @throws IllegalStateException if the workspace was not made for {@link
   *     Gradients#PARAMETERS_AND_INPUTS}
   */
  public void initialStateGradient(ModelState to) {
    check(to);
    checkInputGradients();
    for (int s = 0; s < states.length; s++) {
      System.arraycopy(states[s].startGradient(), 0, to.values(s), 0, length(states[s]));
    }
  }

  /**
   * Sets the gradients of the states after the last step of each sequence, for the backward passes
   * that follow; nothing comes from there at first.
   *
   * @param from the gradients, kept, not copied; of as many sequences as the batch at hand
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void finalStateGradient(ModelState from) {
    check(from);
    checkTraining();
    for (int s = 0; s < states.length; s++) {
      states[s].setEndGradient(from.values(s));
    }
  }

  /**
   * {@return the gradient of the inputs after a backward pass, {@code [R × I]}, not a copy}
   *
   * @throws IllegalStateException if the workspace was not made for {@link
   *     Gradients#PARAMETERS_AND_INPUTS}, or the model reads indices
   */
  public Matrix inputGradients() {
    checkInputGradients();
    if (input.gradients() == null) {
      throw new IllegalStateException("the model reads indices, which have no gradient");
    }
    return input.gradients();
  }

  /**
   * {@return the outputs, not a copy: {@code [R × O]}, or {@code [B × O]} if the model answers once
   * for each sequence}
   */
  public Matrix outputs() {
    return output.values();
  }

  /** {@return the steps and sequences of the outputs at hand} */
  public Extent outputExtent() {
    return output.extent();
  }

  /**
   * {@return room for the gradients of the outputs, of their size}
   *
   * @throws IllegalStateException if the workspace was made without gradients
   */
  public Matrix outputGradients() {
    checkTraining();
    return output.gradients();
  }

  LayerRun[] layers() {
    return layers;
  }

  void checkTraining() {
    if (wanted == Gradients.NONE) {
      throw new IllegalStateException("this workspace was made without room for gradients");
    }
  }

  private void checkInputGradients() {
    if (wanted != Gradients.PARAMETERS_AND_INPUTS) {
      throw new IllegalStateException(
          "this workspace was made without room for the gradients of inputs");
    }
  }

  private int length(LayerState state) {
    return extent.batch() * state.size();
  }

  private void check(ModelState state) {
    if (state.batch() != extent.batch() || state.count() != states.length) {
      throw new IllegalArgumentException(
          "the state is of %d values × %d sequences; expected %d × %d"
              .formatted(state.count(), state.batch(), states.length, extent.batch()));
    }
    for (int s = 0; s < states.length; s++) {
      if (state.values(s).length != length(states[s])) {
        throw new IllegalArgumentException(
            "state %d has %d units; expected %d"
                .formatted(s, state.values(s).length / state.batch(), states[s].size()));
      }
    }
  }
}
