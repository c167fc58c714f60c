package org.lstm4j.formats.audio;

import static org.lstm4j.formats.chain.Matrices.transposed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.chain.ReadChain;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Softmax;

/** RTNeural's list of layers, with weights as Keras has them: gates i, f, c, o, a column each. */
final class RtNeuralModel {
  private final ReadChain model;

  private RtNeuralModel(int inputs) {
    model = new ReadChain(new Shape(Kind.VALUES, inputs, true));
  }

  static ReadModel read(JsonNode file) throws FormatException {
    JsonNode shape = file.path("in_shape");
    RtNeuralModel own =
        new RtNeuralModel(Numbers.size("the last size of in_shape", shape.path(shape.size() - 1)));
    int number = 0;
    for (JsonNode layer : file.path("layers")) {
      String name = "layer %d (%s)".formatted(number++, layer.path("type").asText());
      int before = own.model.size();
      try {
        own.add(name, layer);
      } catch (IllegalArgumentException e) {
        throw new FormatException("%s: %s".formatted(name, e.getMessage()), e);
      }
      own.model.report(name, before);
    }
    try {
      return own.model.model("RTNeural");
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private void add(String name, JsonNode layer) throws FormatException {
    JsonNode shape = layer.path("shape");
    JsonNode weights = layer.path("weights");
    int inputs = model.shape().size();
    int outputs = Numbers.size(name + ": the last size", shape.path(shape.size() - 1));
    switch (layer.path("type").asText()) {
      case "dense", "time-distributed-dense" ->
          model.add(
              new Dense(outputs),
              transposed(Numbers.of(name, weights.path(0), inputs, outputs), inputs),
              Numbers.of(name, weights.path(1), outputs));
      case "lstm" -> {
        model.add(
            new Lstm(outputs),
            transposed(Numbers.of(name, weights.path(0), inputs, 4 * outputs), inputs),
            transposed(Numbers.of(name, weights.path(1), outputs, 4 * outputs), outputs),
            Numbers.of(name, weights.path(2), 4 * outputs));
        if (!layer.path("activation").asText("tanh").matches("tanh|")) {
          throw new FormatException(
              "%s has the activation %s, which RTNeural leaves out; expected tanh"
                  .formatted(name, layer.path("activation")));
        }
        return;
      }
      case "conv1d" -> convolution(name, layer, inputs, outputs);
      case "batchnorm" -> batchNormalization(name, layer, outputs);
      case "prelu" -> prelu(name, weights, outputs);
      case "activation" -> {}
      default -> throw new FormatException(name + " is of a kind that there is no layer for");
    }
    activation(name, layer.path("activation").asText());
  }

  private void convolution(String name, JsonNode layer, int inputs, int outputs)
      throws FormatException {
    int taps = last(name + ": kernel_size", layer.path("kernel_size"));
    int dilation = last(name + ": dilation", layer.path("dilation"));
    if (layer.path("groups").asInt(1) != 1) {
      throw new FormatException(name + " has groups; expected none");
    }
    float[] kernel = Numbers.of(name, layer.path("weights").path(0), taps, inputs, outputs);
    model.add(
        new Convolution(outputs, taps, Convolution.Padding.CAUSAL, 1, dilation),
        transposed(kernel, Math.multiplyExact(taps, inputs)),
        Numbers.of(name, layer.path("weights").path(1), outputs));
  }

  private static int last(String what, JsonNode sizes) throws FormatException {
    return Numbers.size(what, sizes.isArray() ? sizes.path(sizes.size() - 1) : sizes);
  }

  /** With scale and shift, or with the statistics alone. */
  private void batchNormalization(String name, JsonNode layer, int size) throws FormatException {
    JsonNode weights = layer.path("weights");
    boolean scaled = weights.size() == 4;
    float[] ones = new float[size];
    Arrays.fill(ones, 1f);
    int statistics = scaled ? 2 : 0;
    model.add(
        new BatchNormalization(layer.path("epsilon").asDouble()),
        scaled ? Numbers.of(name, weights.path(0), size) : ones,
        scaled ? Numbers.of(name, weights.path(1), size) : new float[size],
        Numbers.of(name, weights.path(statistics), size),
        Numbers.of(name, weights.path(statistics + 1), size));
  }

  /** A slope for each value, of which there is a layer if they are alike. */
  private void prelu(String name, JsonNode weights, int size) throws FormatException {
    JsonNode slopes = weights.path(0);
    float[] all =
        slopes.path(0).isArray()
            ? Numbers.of(name, slopes, 1, size)
            : Numbers.of(name, slopes, size);
    for (float slope : all) {
      if (slope != all[0]) {
        throw new FormatException(
            "%s has other slopes for other values; expected one".formatted(name));
      }
    }
    model.add(new Activate(Activation.leakyRelu(all[0])));
  }

  private void activation(String name, String function) throws FormatException {
    switch (function) {
      case "" -> {}
      case "tanh" -> model.add(new Activate(Activation.TANH));
      case "relu" -> model.add(new Activate(Activation.RELU));
      case "sigmoid" -> model.add(new Activate(Activation.SIGMOID));
      case "elu" -> model.add(new Activate(Activation.ELU));
      case "softmax" -> model.add(new Softmax());
      default ->
          throw new FormatException(
              "%s has the activation '%s'; expected tanh, relu, sigmoid, elu, softmax or none"
                  .formatted(name, function));
    }
  }
}
