package org.lstm4j.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.ActivationsContract;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.BothEnds;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Dropout;
import org.lstm4j.layer.Embedding;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Repeat;
import org.lstm4j.layer.Residual;
import org.lstm4j.layer.Reverse;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Softmax;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.random.SeededRandom;

/**
 * A random model of random kinds of layers, with inputs for it: sequences of lengths of their own,
 * or all of one.
 *
 * @param spec the model
 * @param lengths of the sequences, in descending order
 * @param values the numbers of each sequence {@code [T × I]}; empty rows for indices
 * @param indices the indices of each sequence {@code [T]}
 */
record RandomStack(ModelSpec spec, int[] lengths, float[][] values, int[][] indices) {
  private static final int[] SIZES = {1, 2, 3, 5, 8, 16, 17, 31, 33};
  private static final int DEEPEST = 5;

  /** Without relu and identity, which could leave the range of floats over some steps. */
  private static final List<Activation> BOUNDED =
      List.of(Activation.TANH, Activation.SIGMOID, Activation.HARD_SIGMOID, Activation.SOFTSIGN);

  /** A layer of each kind for what flows into it; what cannot read that is drawn again. */
  private static final List<BiFunction<Shape, SeededRandom, LayerSpec>> KINDS =
      List.of(
          (input, random) -> new Lstm(size(random)),
          (input, random) -> new Lstm(size(random), cell(random)),
          (input, random) -> new Lstm(size(random), cell(random)),
          (input, random) -> new Dense(size(random)),
          (input, random) -> new LastStep(),
          (input, random) -> new BothEnds(),
          (input, random) -> new Activate(any(ActivationsContract.ALL, random)),
          (input, random) -> new Softmax(),
          (input, random) -> new Embedding(size(random)),
          (input, random) -> new Dropout(random.nextUniform(), random.nextInt(2) == 0),
          (input, random) -> new LayerNormalization(0.1),
          (input, random) -> new BatchNormalization(),
          (input, random) -> convolution(random),
          (input, random) -> new Repeat(1 + random.nextInt(4)),
          (input, random) -> new Reverse(),
          (input, random) ->
              new Bidirectional(
                  new Lstm(size(random), cell(random)),
                  any(List.of(Bidirectional.Merge.values()), random)),
          (input, random) -> new Residual(new Lstm(input.size())),
          (input, random) ->
              new Residual(
                  new Dense(size(random)),
                  new Activate(Activation.TANH),
                  new Dropout(0.3),
                  new Dense(input.size())));

  static RandomStack of(int seed) {
    SeededRandom random = new SeededRandom(seed, 77);
    Kind kind = random.nextInt(3) == 0 ? Kind.INDICES : Kind.VALUES;
    int inputs = size(random);
    ModelSpec spec = new ModelSpec(kind, inputs, layers(new Shape(kind, inputs, true), random));
    int[] lengths = new int[1 + random.nextInt(7)];
    Arrays.fill(lengths, 1 + random.nextInt(6));
    if (random.nextInt(2) == 0) {
      Arrays.setAll(lengths, b -> b == 0 ? lengths[0] : 1 + random.nextInt(lengths[b - 1]));
    }
    float[][] values = new float[lengths.length][];
    int[][] indices = new int[lengths.length][];
    for (int b = 0; b < lengths.length; b++) {
      values[b] = new float[kind == Kind.VALUES ? lengths[b] * inputs : 0];
      for (int i = 0; i < values[b].length; i++) {
        values[b][i] = (float) random.nextNormal();
      }
      indices[b] = new int[lengths[b]];
      Arrays.setAll(indices[b], t -> random.nextInt(inputs));
    }
    return new RandomStack(spec, lengths, values, indices);
  }

  private static List<LayerSpec> layers(Shape input, SeededRandom random) {
    List<LayerSpec> layers = new ArrayList<>();
    Shape shape = input;
    int depth = 1 + random.nextInt(DEEPEST);
    while (layers.size() < depth) {
      LayerSpec layer = KINDS.get(random.nextInt(KINDS.size())).apply(shape, random);
      if (reads(layer, shape)) {
        layers.add(layer);
        shape = layer.output(shape);
      }
    }
    return layers;
  }

  /** An LSTM cannot read what answers once for each sequence, and a dense layer no indices. */
  private static boolean reads(LayerSpec layer, Shape input) {
    try {
      layer.output(input);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Convolution convolution(SeededRandom random) {
    Convolution.Padding padding = any(List.of(Convolution.Padding.values()), random);
    int stride = padding == Convolution.Padding.CAUSAL ? 1 + random.nextInt(3) : 1;
    return new Convolution(
        size(random), 1 + random.nextInt(4), padding, stride, 1 + random.nextInt(2));
  }

  private static int size(SeededRandom random) {
    return SIZES[random.nextInt(SIZES.length)];
  }

  /** A cell with some of what there is. */
  private static LstmCell cell(SeededRandom random) {
    LstmCell cell = LstmCell.STANDARD.withActivations(activations(random));
    cell = cell.withBias(any(List.of(LstmCell.Bias.values()), random));
    cell = random.nextInt(3) == 0 ? cell.withProjection(size(random)) : cell;
    cell = random.nextInt(3) == 0 ? cell.withPeepholes() : cell;
    cell = random.nextInt(4) == 0 ? cell.withCoupledGates() : cell;
    cell = random.nextInt(4) == 0 ? cell.withClip(0.5) : cell;
    cell = random.nextInt(4) == 0 ? cell.withRecurrentDropout(0.3) : cell;
    return random.nextInt(5) == 0 ? cell.withNormalization() : cell;
  }

  private static GateActivations activations(SeededRandom random) {
    return new GateActivations(any(BOUNDED, random), any(BOUNDED, random), any(BOUNDED, random));
  }

  private static <T> T any(List<T> among, SeededRandom random) {
    return among.get(random.nextInt(among.size()));
  }

  /** {@return all sequences as one batch} */
  Inputs batch() {
    Inputs inputs = new Inputs(spec.input(), spec.inputSize(), lengths[0], lengths.length);
    inputs.begin(lengths, lengths.length);
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        put(inputs, inputs.extent().row(t) + b, b, t);
      }
    }
    return inputs;
  }

  /** {@return one of the sequences as a batch of its own} */
  Inputs sequence(int b) {
    Inputs inputs = new Inputs(spec.input(), spec.inputSize(), lengths[b], 1);
    for (int t = 0; t < lengths[b]; t++) {
      put(inputs, t, b, t);
    }
    return inputs;
  }

  private void put(Inputs inputs, int row, int b, int t) {
    int size = spec.inputSize();
    if (spec.input() == Kind.VALUES) {
      System.arraycopy(values[b], t * size, inputs.values, row * size, size);
    } else {
      inputs.indices[row] = indices[b][t];
    }
  }
}
