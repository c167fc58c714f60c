package org.lstm4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lstm4j.kernel.GateActivations;

/**
 * The architecture of a model: an input, one or more LSTM layers on top of each other, and at the
 * end a dense head or nothing.
 *
 * <pre>{@code
 * ModelSpec spec = ModelSpec.values(1).lstm(32).dense(1).lastStep();
 * }</pre>
 *
 * @param input what the model reads at each step
 * @param inputSize I: values per step, or the number of classes of an index, at least 1
 * @param layers the LSTM layers from the bottom, at least one
 * @param headSize O, the outputs of the dense head; 0 for a model without head, whose output is the
 *     top hidden state
 * @param output whether there is an output at every step or at the last only
 */
public record ModelSpec(
    Input input, int inputSize, List<LstmSpec> layers, int headSize, Output output) {

  /** What a model reads at each step. */
  public enum Input {
    /** I real numbers. */
    VALUES,
    /** One index in [0, I), standing for a one-hot vector. */
    INDICES
  }

  /** When a model answers. */
  public enum Output {
    /** At every step. */
    SEQUENCE,
    /** After the last step only. */
    LAST
  }

  /** Checks the sizes. */
  public ModelSpec {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    checkSize("input size", inputSize);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the model has no LSTM layer; expected at least one");
    }
    if (headSize < 0) {
      throw new IllegalArgumentException(
          "the head has %d outputs; expected at least 1, or 0 for no head".formatted(headSize));
    }
    layers = List.copyOf(layers);
  }

  /**
   * Starts a model that reads real numbers.
   *
   * @param inputSize numbers per step, at least 1
   * @return a builder
   */
  public static Builder values(int inputSize) {
    return new Builder(Input.VALUES, inputSize);
  }

  /**
   * Starts a model that reads one index per step.
   *
   * @param classes the number of classes, at least 1
   * @return a builder
   */
  public static Builder indices(int classes) {
    return new Builder(Input.INDICES, classes);
  }

  /** {@return the size of one output: O with a head, else the top layer's H} */
  public int outputSize() {
    return headSize > 0 ? headSize : layers.getLast().hiddenSize();
  }

  /** {@return whether the model has a dense head} */
  public boolean hasHead() {
    return headSize > 0;
  }

  /**
   * The input size of one layer.
   *
   * @param layer layer from the bottom, 0 to L−1
   * @return I for layer 0, else the hidden size of the layer below
   */
  public int layerInputSize(int layer) {
    return layer == 0 ? inputSize : layers.get(layer - 1).hiddenSize();
  }

  /**
   * {@return the architecture in words, for example {@code 1 values, lstm 32, dense 1, last step}}
   */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder();
    words.append(inputSize).append(input == Input.VALUES ? " values" : " indices");
    for (LstmSpec layer : layers) {
      words.append(", lstm ").append(layer.hiddenSize());
      if (!layer.activations().equals(GateActivations.STANDARD)) {
        words.append(' ').append(layer.activations());
      }
    }
    if (hasHead()) {
      words.append(", dense ").append(headSize);
    }
    return words.append(output == Output.LAST ? ", last step" : ", every step").toString();
  }

  static void checkSize(String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("the %s is %d; expected at least 1".formatted(what, size));
    }
  }

  /** Collects layers from the bottom up. */
  public static final class Builder {
    private final Input input;
    private final int inputSize;
    private final List<LstmSpec> layers = new ArrayList<>();
    private int headSize;

    private Builder(Input input, int inputSize) {
      this.input = input;
      this.inputSize = inputSize;
    }

    /**
     * Adds an LSTM layer with the standard activations.
     *
     * @param hiddenSize hidden units H, at least 1
     * @return this builder
     */
    public Builder lstm(int hiddenSize) {
      return lstm(hiddenSize, GateActivations.STANDARD);
    }

    /**
     * Adds an LSTM layer.
     *
     * @param hiddenSize hidden units H, at least 1
     * @param activations its activations
     * @return this builder
     * @throws IllegalStateException if there is a head already
     */
    public Builder lstm(int hiddenSize, GateActivations activations) {
      checkNoHead();
      layers.add(new LstmSpec(hiddenSize, activations));
      return this;
    }

    /**
     * Puts a dense head on top: y = W·h + b.
     *
     * @param outputs O, at least 1
     * @return this builder
     * @throws IllegalStateException if there is a head already
     */
    public Builder dense(int outputs) {
      checkNoHead();
      checkSize("head size", outputs);
      headSize = outputs;
      return this;
    }

    private void checkNoHead() {
      if (headSize > 0) {
        throw new IllegalStateException(
            "the model has its head already, with %d outputs; nothing goes on top of it"
                .formatted(headSize));
      }
    }

    /** {@return the model that answers at every step} */
    public ModelSpec everyStep() {
      return new ModelSpec(input, inputSize, layers, headSize, Output.SEQUENCE);
    }

    /** {@return the model that answers after the last step} */
    public ModelSpec lastStep() {
      return new ModelSpec(input, inputSize, layers, headSize, Output.LAST);
    }
  }
}
