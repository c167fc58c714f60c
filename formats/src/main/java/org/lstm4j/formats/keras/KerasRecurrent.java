package org.lstm4j.formats.keras;

import static org.lstm4j.formats.chain.Matrices.transposed;
import static org.lstm4j.formats.keras.KerasWeights.valuesOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.formats.chain.ReadChain;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.BothEnds;
import org.lstm4j.layer.Dropout;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Reverse;

/**
 * Keras' layers that are LSTMs, of one direction or two. Kernels are {@code [in × 4H]}, ours are
 * {@code [4H × in]}; gates stand in the same order.
 */
final class KerasRecurrent {
  private static final List<String> SELF = List.of("");
  private static final List<String> CELL = List.of("cell");
  private static final List<String> BOTH = List.of("forward_layer/cell", "backward_layer/cell");

  private final ReadChain model;
  private final KerasWeights weights;
  private final KerasActivations activations;

  KerasRecurrent(ReadChain model, KerasWeights weights, KerasActivations activations) {
    this.model = model;
    this.weights = weights;
    this.activations = activations;
  }

  void lstm(KerasLayer layer) throws FormatException {
    if (layer.number("dropout") > 0) {
      model.add(new Dropout(layer.number("dropout"), true));
    }
    if (layer.flag("go_backwards")) {
      model.add(new Reverse());
    }
    Lstm lstm = spec(layer);
    model.add(
        lstm,
        inOurOrder(layer, weights.of(layer, CELL, arrays(lstm)), lstm).toArray(float[][]::new));
    if (!layer.flag("return_sequences")) {
      model.add(new LastStep());
    }
    if (layer.flag("stateful")) {
      model.assume(
          "%s is stateful: hand its state on, as a PredictionStream does".formatted(layer.name()));
    }
  }

  /**
   * The LSTM of NVIDIA's library in Keras 2. It has two biases, and its weights lie as ours do: in
   * the columns of each gate, read row by row, there are the gate's rows.
   */
  void fastLstm(KerasLayer layer) throws FormatException {
    if (layer.flag("go_backwards")) {
      model.add(new Reverse());
    }
    int inputs = model.shape().size();
    int units = layer.size("units");
    List<Tensor> arrays = weights.of(layer, SELF, 3);
    layer.mustBe("return_state", false);
    model.add(
        new Lstm(units, LstmCell.STANDARD.withBias(LstmCell.Bias.TWO)),
        gates(valuesOf(layer, arrays.get(0), inputs, 4 * units), units),
        gates(valuesOf(layer, arrays.get(1), units, 4 * units), units),
        Arrays.copyOf(valuesOf(layer, arrays.get(2), 8 * units), 4 * units),
        Arrays.copyOfRange(arrays.get(2).values(), 4 * units, 8 * units));
    if (!layer.flag("return_sequences")) {
      model.add(new LastStep());
    }
  }

  /** The columns of each gate, one gate after the other. */
  private static float[] gates(float[] values, int units) {
    int rows = values.length / (4 * units);
    float[] gates = new float[values.length];
    for (int gate = 0; gate < 4; gate++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            values, (4 * row + gate) * units, gates, (gate * rows + row) * units, units);
      }
    }
    return gates;
  }

  /** The layer of one direction. */
  private Lstm spec(KerasLayer layer) throws FormatException {
    layer.mustBe("return_state", false);
    layer.mustBe("time_major", false);
    LstmCell cell =
        LstmCell.STANDARD
            .withActivations(
                new GateActivations(
                    activations.gate(layer, "recurrent_activation"),
                    activations.gate(layer, "activation"),
                    activations.gate(layer, "activation")))
            .withRecurrentDropout(layer.number("recurrent_dropout"))
            .withBias(layer.flag("use_bias") ? LstmCell.Bias.ONE : LstmCell.Bias.NONE);
    return new Lstm(layer.size("units"), cell);
  }

  private List<float[]> inOurOrder(KerasLayer layer, List<Tensor> arrays, Lstm lstm)
      throws FormatException {
    int inputs = model.shape().size();
    int units = lstm.hiddenSize();
    int gates = 4 * units;
    List<float[]> own = new ArrayList<>();
    own.add(transposed(valuesOf(layer, arrays.get(0), inputs, gates), inputs));
    own.add(transposed(valuesOf(layer, arrays.get(1), units, gates), units));
    if (arrays.size() > 2) {
      own.add(valuesOf(layer, arrays.get(2), gates));
    }
    return own;
  }

  void bidirectional(KerasLayer layer) throws FormatException {
    KerasLayer inner = layer.inner("layer");
    String merge = layer.config().path("merge_mode").asText();
    boolean concatenated = merge.equals("concat");
    if (!inner.kind().equals("LSTM") || !(concatenated || merge.equals("sum"))) {
      throw layer.refused(
          "has a %s merged by %s; expected an LSTM and concat or sum"
              .formatted(inner.kind(), merge));
    }
    inner.mustBe("go_backwards", false);
    Lstm lstm = spec(inner);
    if (layer.config().path("backward_layer").isObject()) {
      KerasLayer second = layer.inner("backward_layer");
      second.mustBe("go_backwards", true);
      if (!second.kind().equals("LSTM") || !lstm.equals(spec(second))) {
        throw layer.refused("has two directions that differ; expected the same settings");
      }
    }
    if (inner.number("dropout") > 0) {
      model.assume(
          "%s: the dropout of its inputs acts in training alone and is left out"
              .formatted(layer.name()));
    }
    int one = arrays(lstm);
    List<Tensor> arrays = weights.of(layer, BOTH, 2 * one);
    List<float[]> own = inOurOrder(layer, arrays.subList(0, one), lstm);
    own.addAll(inOurOrder(layer, arrays.subList(one, 2 * one), lstm));
    model.add(
        new Bidirectional(
            lstm, concatenated ? Bidirectional.Merge.CONCATENATED : Bidirectional.Merge.SUMMED),
        own.toArray(float[][]::new));
    if (!inner.flag("return_sequences")) {
      if (!concatenated) {
        throw layer.refused("sums the last states of two directions, which there is no layer for");
      }
      model.add(new BothEnds());
    }
  }

  /** Two layers of one direction each. */
  void pair(KerasLayer layer) throws FormatException {
    KerasLayer forward = layer.parts().get(0);
    KerasLayer backward = layer.parts().get(1);
    Lstm lstm = spec(forward);
    if (!lstm.equals(spec(backward))
        || forward.number("dropout") > 0
        || backward.number("dropout") > 0) {
      throw layer.refused("has directions that differ, or drop inputs; expected the same settings");
    }
    List<float[]> own = inOurOrder(forward, weights.of(forward, CELL, arrays(lstm)), lstm);
    own.addAll(inOurOrder(backward, weights.of(backward, CELL, arrays(lstm)), lstm));
    model.add(
        new Bidirectional(lstm, Bidirectional.Merge.CONCATENATED), own.toArray(float[][]::new));
    model.add(new BothEnds());
  }

  /** How many arrays a direction has. */
  private static int arrays(Lstm lstm) {
    return lstm.cell().bias() == LstmCell.Bias.NONE ? 2 : 3;
  }
}
