package org.lstm4j.formats.audio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.chain.ReadChain;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Shape;
import org.lstm4j.model.ModelState;

/**
 * A model of the Neural Amp Modeler: one list of weights. For each layer rows of [W<sub>x</sub>,
 * W<sub>h</sub>], gates i, f, g, o, then the bias, then the first hidden and cell state, which were
 * trained; at the end the weights and the bias of the head.
 */
final class NamModel {
  private final float[] weights;
  private int at;

  private NamModel(float[] weights) {
    this.weights = weights;
  }

  static ReadModel read(JsonNode file) throws FormatException {
    if (!file.path("architecture").asText().equals("LSTM")) {
      throw new FormatException(
          "the model of the Neural Amp Modeler is a %s; expected an LSTM"
              .formatted(file.path("architecture")));
    }
    JsonNode list = file.path("weights");
    return new NamModel(Numbers.of("the list of weights", list, list.size()))
        .read(file.path("version").asText("of no version"), file.path("config"));
  }

  private ReadModel read(String version, JsonNode config) throws FormatException {
    int inputs = Numbers.size("input_size", config.path("input_size"));
    int units = Numbers.size("hidden_size", config.path("hidden_size"));
    int layers = Numbers.size("num_layers", config.path("num_layers"));
    long expected = units + 1L;
    for (long k = 0; k < layers && expected <= weights.length; k++) {
      expected += 4L * units * ((k == 0 ? inputs : units) + units + 1L) + 2L * units;
    }
    if (expected != weights.length) {
      throw new FormatException(
          "the model has %d weights; expected those of %d layers of %d units over %d inputs, and a head"
              .formatted(weights.length, layers, units, inputs));
    }
    ReadChain model = new ReadChain(new Shape(Kind.VALUES, inputs, true));
    List<float[]> states = new ArrayList<>();
    for (int k = 0; k < layers; k++) {
      add(model, k == 0 ? inputs : units, units);
      states.add(next(units));
      states.add(next(units));
      model.report("layer " + k, k);
    }
    model.add(new Dense(1), next(units), next(1));
    model.report("head", layers);
    model.assume("first states were trained; a stream of the model has to begin with them");
    ReadModel read = model.model("Neural Amp Modeler " + version);
    ModelState state = new ModelState(read.parameters().spec(), 1);
    for (int k = 0; k < states.size(); k++) {
      System.arraycopy(states.get(k), 0, state.values(k), 0, units);
    }
    return read.startingFrom(state);
  }

  private float[] next(int count) {
    at += count;
    return Arrays.copyOfRange(weights, at - count, at);
  }

  private void add(ReadChain model, int inputs, int units) {
    float[] ofInput = new float[4 * units * inputs];
    float[] recurrent = new float[4 * units * units];
    for (int row = 0; row < 4 * units; row++) {
      System.arraycopy(weights, at, ofInput, row * inputs, inputs);
      System.arraycopy(weights, at + inputs, recurrent, row * units, units);
      at += inputs + units;
    }
    model.add(new Lstm(units), ofInput, recurrent, next(4 * units));
  }
}
