package org.lstm4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Dropout;
import org.lstm4j.layer.Embedding;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Settings;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Softmax;

/**
 * The architecture of a model: an input and a list of layers, each reading what the one before
 * writes.
 *
 * <pre>{@code
 * ModelSpec spec = ModelSpec.values(1).lstm(32).dense(1).lastStep();
 * }</pre>
 */
public final class ModelSpec {
  private final List<LayerSpec> layers;
  private final List<Shape> shapes; // what flows into each layer, and out of the last

  /** When a model answers. */
  public enum Output {
    /** At every step. */
    SEQUENCE,
    /** Once for each sequence, after its last step. */
    LAST
  }

  /**
   * A model.
   *
   * @param input what the model reads at each step
   * @param inputSize I: values per step, or the number of classes of an index, at least 1
   * @param layers the layers from the bottom, at least one
   * @throws IllegalArgumentException if a size is not positive, or a layer cannot read what the one
   *     before writes
   */
  public ModelSpec(Kind input, int inputSize, List<? extends LayerSpec> layers) {
    Objects.requireNonNull(input, "input");
    Settings.checkSize("input size", inputSize);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the model has no layer; expected at least one");
    }
    this.layers = List.copyOf(layers);
    List<Shape> flow = new ArrayList<>(List.of(new Shape(input, inputSize, true)));
    for (LayerSpec layer : layers) {
      try {
        flow.add(layer.output(flow.getLast()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "layer %d, %s: %s".formatted(flow.size(), layer, e.getMessage()), e);
      }
    }
    this.shapes = List.copyOf(flow);
  }

  /**
   * Starts a model that reads real numbers.
   *
   * @param inputSize numbers per step, at least 1
   * @return a builder
   */
  public static Builder values(int inputSize) {
    return new Builder(Kind.VALUES, inputSize);
  }

  /**
   * Starts a model that reads one index per step.
   *
   * @param classes the number of classes, at least 1
   * @return a builder
   */
  public static Builder indices(int classes) {
    return new Builder(Kind.INDICES, classes);
  }

  /** {@return what the model reads at each step} */
  public Kind input() {
    return shapes.getFirst().kind();
  }

  /** {@return I: values per step, or the number of classes of an index} */
  public int inputSize() {
    return shapes.getFirst().size();
  }

  /** {@return the layers from the bottom} */
  public List<LayerSpec> layers() {
    return layers;
  }

  /**
   * {@return what flows into a layer}
   *
   * @param layer number of the layer from the bottom, from 0; the number of layers gives what flows
   *     out of the last one
   */
  public Shape shape(int layer) {
    return shapes.get(layer);
  }

  /** {@return the number of values of one output} */
  public int outputSize() {
    return shapes.getLast().size();
  }

  /** {@return whether there is an output at every step, or one for each sequence} */
  public Output output() {
    return shapes.getLast().everyStep() ? Output.SEQUENCE : Output.LAST;
  }

  /**
   * {@return whether a sequence may run piece by piece, each from the state in which the one before
   * ended, and gives the bits of the whole}
   */
  public boolean runsInPieces() {
    return layers.stream().allMatch(LayerSpec::runsInPieces);
  }

  /**
   * {@return the architecture in words, for example {@code 1 values, lstm 32, last step, dense 1}}
   */
  @Override
  public String toString() {
    String words = layers.stream().map(LayerSpec::toString).collect(Collectors.joining(", "));
    return inputSize() + (input() == Kind.VALUES ? " values, " : " indices, ") + words;
  }

  /** {@return whether the other is a model of the same input and layers} */
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelSpec spec
        && spec.shapes.getFirst().equals(shapes.getFirst())
        && spec.layers.equals(layers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shapes.getFirst(), layers);
  }

  /** Collects layers from the bottom up. */
  public static final class Builder {
    private final Kind input;
    private final int inputSize;
    private final List<LayerSpec> layers = new ArrayList<>();

    private Builder(Kind input, int inputSize) {
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
      return layer(new Lstm(hiddenSize));
    }

    /**
     * Adds an LSTM layer.
     *
     * @param hiddenSize hidden units H, at least 1
     * @param activations its activations
     * @return this builder
     */
    public Builder lstm(int hiddenSize, GateActivations activations) {
      return layer(new Lstm(hiddenSize, activations));
    }

    /**
     * Adds an LSTM layer.
     *
     * @param hiddenSize hidden units H, at least 1
     * @param cell what it does in each step
     * @return this builder
     */
    public Builder lstm(int hiddenSize, LstmCell cell) {
      return layer(new Lstm(hiddenSize, cell));
    }

    /**
     * Adds a dense layer: y = W·x + b.
     *
     * @param outputs O, at least 1
     * @return this builder
     */
    public Builder dense(int outputs) {
      return layer(new Dense(outputs));
    }

    /**
     * Adds a dense layer and an activation: y = f(W·x + b).
     *
     * @param outputs O, at least 1
     * @param activation f
     * @return this builder
     */
    public Builder dense(int outputs, Activation activation) {
      return dense(outputs).layer(new Activate(activation));
    }

    /**
     * Adds a bidirectional LSTM layer whose outputs are concatenated.
     *
     * @param hiddenSize hidden units H of each direction, at least 1
     * @return this builder
     */
    public Builder bidirectional(int hiddenSize) {
      return layer(new Bidirectional(new Lstm(hiddenSize), Bidirectional.Merge.CONCATENATED));
    }

    /**
     * Adds a trained table of which each index takes a row.
     *
     * @param size values of a row, at least 1
     * @return this builder
     */
    public Builder embedding(int size) {
      return layer(new Embedding(size));
    }

    /**
     * Adds dropout.
     *
     * @param rate the share of values that training drops, from 0 to below 1
     * @return this builder
     */
    public Builder dropout(double rate) {
      return layer(new Dropout(rate));
    }

    /**
     * Adds a softmax.
     *
     * @return this builder
     */
    public Builder softmax() {
      return layer(new Softmax());
    }

    /**
     * Adds a layer of any kind.
     *
     * @param layer the layer
     * @return this builder
     */
    public Builder layer(LayerSpec layer) {
      layers.add(Objects.requireNonNull(layer, "layer"));
      return this;
    }

    /** {@return the model of the layers as they are} */
    public ModelSpec everyStep() {
      return new ModelSpec(input, inputSize, layers);
    }

    /**
     * {@return the model that answers after the last step: layers at the top that treat every row
     * alike see the last step only}
     */
    public ModelSpec lastStep() {
      int at = layers.size();
      while (at > 0 && layers.get(at - 1).isRowByRow()) {
        at--;
      }
      List<LayerSpec> all = new ArrayList<>(layers);
      all.add(at, new LastStep());
      return new ModelSpec(input, inputSize, all);
    }
  }
}
