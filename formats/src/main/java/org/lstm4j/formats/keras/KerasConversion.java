package org.lstm4j.formats.keras;

import static org.lstm4j.formats.chain.Matrices.transposed;
import static org.lstm4j.formats.keras.KerasWeights.valuesOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.chain.ReadChain;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Dropout;
import org.lstm4j.layer.Embedding;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.Repeat;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Softmax;

/**
 * Layers of Keras one by one as ours. Keras has kernels as {@code [in × out]}, ours are {@code [out
 * × in]}; gates stand in the same order, i, f, c, o.
 */
final class KerasConversion {
  private static final List<String> SELF = List.of("");
  private static final List<String> INNER = List.of("layer");

  private final KerasWeights weights;
  private final KerasActivations activations;
  private final ReadChain model;
  private final KerasRecurrent recurrent;
  private final Map<String, Integer> ends = new HashMap<>(); // layers of ours after each of Keras'

  private KerasConversion(String version, Shape input, KerasWeights weights) {
    this.weights = weights;
    activations = new KerasActivations(version);
    model = new ReadChain(input);
    recurrent = new KerasRecurrent(model, weights, activations);
  }

  static ReadModel of(String version, List<KerasLayer> all, KerasWeights weights)
      throws FormatException {
    List<KerasLayer> chain = KerasChain.ordered(all);
    KerasConversion conversion = new KerasConversion(version, input(chain), weights);
    String last = "";
    for (KerasLayer layer : chain) {
      int before = conversion.model.size();
      try {
        if (layer.kind().equals("Add")) {
          before = conversion.goAround(layer, last);
        } else {
          conversion.take(layer);
        }
      } catch (IllegalArgumentException e) {
        throw new FormatException(
            "the %s '%s': %s".formatted(layer.kind(), layer.name(), e.getMessage()), e);
      }
      conversion.ends.put(layer.name(), conversion.model.size());
      conversion.model.report("%s (%s)".formatted(layer.name(), layer.kind()), before);
      last = layer.name();
    }
    return conversion.model.model("Keras " + version);
  }

  /** Adds what was made of an earlier layer's output to that output. */
  private int goAround(KerasLayer layer, String last) throws FormatException {
    List<String> others = layer.inputs().stream().filter(name -> !name.equals(last)).toList();
    Integer from = others.size() == 1 ? ends.get(others.getFirst()) : null;
    if (from == null) {
      throw layer.refused("adds %s; expected a way around some layers".formatted(layer.inputs()));
    }
    model.goAround(from);
    ends.values().removeIf(end -> end > from);
    return from;
  }

  /** What the model reads: indices of an embedding, or as many numbers as it says. */
  private static Shape input(List<KerasLayer> chain) throws FormatException {
    for (KerasLayer layer : chain) {
      if (layer.kind().equals("Embedding")) {
        return new Shape(Kind.INDICES, layer.size("input_dim"), true);
      }
      if (!layer.kind().equals("InputLayer")) {
        break;
      }
    }
    JsonNode sizes = chain.getFirst().config().path("batch_shape");
    if (!sizes.isArray()) {
      sizes = chain.getFirst().config().path("batch_input_shape");
    }
    if (sizes.size() != 3 || !sizes.get(2).isInt()) {
      throw chain
          .getFirst()
          .refused(
              "reads %s; expected sequences, (batch, steps, numbers), or indices with an Embedding"
                  .formatted(sizes.isMissingNode() ? "nothing known" : sizes));
    }
    return new Shape(Kind.VALUES, sizes.get(2).intValue(), true);
  }

  private void take(KerasLayer layer) throws FormatException {
    switch (layer.kind()) {
      case "InputLayer" -> {}
      case "Masking" ->
          model.assume(
              "%s: steps of the value %s are no other ones here; give each sequence its length"
                  .formatted(layer.name(), layer.config().path("mask_value")));
      case "Embedding" -> embedding(layer);
      case "LSTM" -> recurrent.lstm(layer);
      case "CuDNNLSTM" -> recurrent.fastLstm(layer);
      case "Bidirectional" -> recurrent.bidirectional(layer);
      case KerasChain.PAIR -> recurrent.pair(layer);
      case "Dense" -> dense(layer, layer, SELF);
      case "TimeDistributed" -> timeDistributed(layer);
      case "Activation" -> activations.layer(layer, "activation").ifPresent(model::add);
      case "Softmax" -> {
        layer.mustBe("axis", -1);
        model.add(new Softmax());
      }
      case "ReLU" -> {
        layer.mustBe("max_value", "null");
        layer.mustBe("threshold", "0.0");
        layer.mustBe("negative_slope", "0.0");
        model.add(new Activate(Activation.RELU));
      }
      case "LeakyReLU" ->
          model.add(
              new Activate(
                  Activation.leakyRelu(
                      (float)
                          layer.number(
                              layer.config().has("negative_slope") ? "negative_slope" : "alpha"))));
      case "ELU" -> model.add(new Activate(Activation.elu((float) layer.number("alpha"))));
      case "Dropout" -> model.add(new Dropout(layer.number("rate")));
      case "SpatialDropout1D" -> model.add(new Dropout(layer.number("rate"), true));
      case "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization" ->
          model.assume(
              "%s (%s) acts in training alone and is left out"
                  .formatted(layer.name(), layer.kind()));
      case "LayerNormalization" -> layerNormalization(layer);
      case "BatchNormalization" -> batchNormalization(layer);
      case "Conv1D" -> convolution(layer);
      case "RepeatVector" -> model.add(new Repeat(layer.size("n")));
      case "Flatten" -> {
        if (model.shape().everyStep()) {
          throw layer.refused("joins the steps of a sequence, which there is no layer for");
        }
      }
      default -> throw layer.refused("is of a kind that there is no layer for");
    }
  }

  private void embedding(KerasLayer layer) throws FormatException {
    if (layer.flag("mask_zero")) {
      model.assume(
          "%s: class 0 is no padding here; give each sequence its length".formatted(layer.name()));
    }
    int size = layer.size("output_dim");
    Tensor table = weights.of(layer, SELF, 1).getFirst();
    model.add(new Embedding(size), valuesOf(layer, table, layer.size("input_dim"), size));
  }

  private void dense(KerasLayer layer, KerasLayer outer, List<String> parts)
      throws FormatException {
    int units = layer.size("units");
    boolean biased = layer.flag("use_bias");
    List<Tensor> arrays = weights.of(outer, parts, biased ? 2 : 1);
    int inputs = model.shape().size();
    model.add(
        new Dense(units),
        transposed(valuesOf(layer, arrays.get(0), inputs, units), inputs),
        biased ? valuesOf(layer, arrays.get(1), units) : new float[units]);
    activations.layer(layer, "activation").ifPresent(model::add);
  }

  /** Layers that treat every step alike do so without being told. */
  private void timeDistributed(KerasLayer layer) throws FormatException {
    KerasLayer inner = layer.inner("layer");
    switch (inner.kind()) {
      case "Dense" -> dense(inner, layer, INNER);
      case "Activation" -> activations.layer(inner, "activation").ifPresent(model::add);
      case "Dropout" -> model.add(new Dropout(inner.number("rate")));
      default ->
          throw layer.refused("has a %s at every step; expected a Dense".formatted(inner.kind()));
    }
  }

  private void layerNormalization(KerasLayer layer) throws FormatException {
    JsonNode axis = layer.get("axis");
    JsonNode only = axis.isArray() && axis.size() == 1 ? axis.get(0) : axis;
    if (only.asInt() != -1 && only.asInt() != (model.shape().everyStep() ? 2 : 1)) {
      throw layer.refused("has axis = %s; expected the last".formatted(axis));
    }
    layer.mustBe("rms_scaling", false);
    List<float[]> scales = scales(layer, 0);
    model.add(new LayerNormalization(layer.number("epsilon")), scales.toArray(float[][]::new));
  }

  private void batchNormalization(KerasLayer layer) throws FormatException {
    JsonNode axis = layer.get("axis");
    JsonNode only = axis.isArray() && axis.size() == 1 ? axis.get(0) : axis;
    if (only.asInt() != -1 && only.asInt() != (model.shape().everyStep() ? 2 : 1)) {
      throw layer.refused("has axis = %s; expected the last".formatted(axis));
    }
    List<float[]> scales = scales(layer, 2);
    model.add(new BatchNormalization(layer.number("epsilon")), scales.toArray(float[][]::new));
  }

  /** Scale and shift, those of a layer without them as well, and so many arrays after them. */
  private List<float[]> scales(KerasLayer layer, int more) throws FormatException {
    int size = model.shape().size();
    boolean scaled = layer.flag("scale");
    boolean centred = layer.flag("center");
    Deque<float[]> arrays = new ArrayDeque<>();
    for (Tensor array : weights.of(layer, SELF, (scaled ? 1 : 0) + (centred ? 1 : 0) + more)) {
      arrays.add(valuesOf(layer, array, size));
    }
    List<float[]> scales = new ArrayList<>();
    float[] ones = new float[size];
    Arrays.fill(ones, 1f);
    scales.add(scaled ? arrays.remove() : ones);
    scales.add(centred ? arrays.remove() : new float[size]);
    scales.addAll(arrays);
    return scales;
  }

  private void convolution(KerasLayer layer) throws FormatException {
    layer.mustBe("groups", 1);
    layer.mustBe("data_format", "channels_last");
    int filters = layer.size("filters");
    int taps = layer.onlySize("kernel_size");
    boolean biased = layer.flag("use_bias");
    String padding = layer.get("padding").asText();
    if (!padding.equals("causal") && !padding.equals("same") && taps > 1) {
      throw layer.refused("has padding = %s; expected causal or same".formatted(padding));
    }
    List<Tensor> arrays = weights.of(layer, SELF, biased ? 2 : 1);
    int inputs = model.shape().size();
    float[] kernel = valuesOf(layer, arrays.get(0), taps, inputs, filters);
    model.add(
        new Convolution(
            filters,
            taps,
            padding.equals("same") ? Convolution.Padding.SAME : Convolution.Padding.CAUSAL,
            layer.onlySize("strides"),
            layer.onlySize("dilation_rate")),
        transposed(kernel, taps * inputs),
        biased ? valuesOf(layer, arrays.get(1), filters) : new float[filters]);
    activations.layer(layer, "activation").ifPresent(model::add);
  }
}
