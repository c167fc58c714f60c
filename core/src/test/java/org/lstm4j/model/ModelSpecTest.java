package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Shape;
import org.lstm4j.model.ModelSpec.Output;

class ModelSpecTest {
  private static final GateActivations RELU =
      new GateActivations(Activation.SIGMOID, Activation.RELU, Activation.RELU);

  @Test
  void builderCollectsFromTheBottomUp() {
    ModelSpec spec = ModelSpec.values(3).lstm(7).lstm(5, RELU).dense(2).everyStep();
    assertEquals(
        new ModelSpec(
            Kind.VALUES,
            3,
            List.of(
                new Lstm(
                    7, new GateActivations(Activation.SIGMOID, Activation.TANH, Activation.TANH)),
                new Lstm(5, RELU),
                new Dense(2))),
        spec);
    assertEquals(new Shape(Kind.VALUES, 3, true), spec.shape(0));
    assertEquals(new Shape(Kind.VALUES, 7, true), spec.shape(1));
    assertEquals(2, spec.outputSize());
    assertEquals(Output.SEQUENCE, spec.output());
  }

  @Test
  void withoutHeadTheTopLayerIsTheOutput() {
    ModelSpec spec = ModelSpec.indices(9).lstm(7).lstm(5).lastStep();
    assertEquals(Kind.INDICES, spec.input());
    assertEquals(Output.LAST, spec.output());
    assertEquals(5, spec.outputSize());
  }

  /** What treats every row alike is computed for the last step only. */
  @Test
  void theLastStepIsTakenBelowDenseLayers() {
    assertEquals(
        List.of(new Dense(2), new Lstm(7), new LastStep(), new Dense(5), new Dense(3)),
        ModelSpec.values(1).dense(2).lstm(7).dense(5).dense(3).lastStep().layers());
  }

  @Test
  void aSpecDoesNotChangeWithItsBuilderOrList() {
    ModelSpec.Builder builder = ModelSpec.values(1).lstm(2);
    ModelSpec one = builder.lastStep();
    ModelSpec two = builder.lstm(3).lastStep();
    assertEquals(2, one.layers().size());
    assertEquals(3, two.layers().size());
    List<LayerSpec> layers = new ArrayList<>(two.layers());
    ModelSpec three = new ModelSpec(Kind.VALUES, 1, layers);
    layers.clear();
    assertEquals(two, three);
  }

  @Test
  void messages() {
    fails("the input size is 0; expected at least 1", () -> ModelSpec.values(0).lstm(1).lastStep());
    fails(
        "the input size is -3; expected at least 1",
        () -> ModelSpec.indices(-3).lstm(1).lastStep());
    fails("the hidden size is 0; expected at least 1", () -> ModelSpec.values(1).lstm(0));
    fails(
        "the number of outputs is 0; expected at least 1",
        () -> ModelSpec.values(1).lstm(1).dense(0));
    fails("the model has no layer; expected at least one", () -> ModelSpec.values(1).everyStep());
    fails(
        "layer 3, lstm 2: an LSTM layer reads a sequence; what comes before it answers once for each",
        () -> new ModelSpec(Kind.VALUES, 1, List.of(new Lstm(1), new LastStep(), new Lstm(2))));
    fails(
        "layer 1, dense 3: a dense layer reads numbers; what comes before it are indices of 9 classes",
        () -> ModelSpec.indices(9).dense(3).everyStep());
  }

  @Test
  void nothingMayBeNull() {
    failsNull("input", () -> new ModelSpec(null, 1, List.of(new Lstm(1))));
    failsNull("layer", () -> ModelSpec.values(1).layer(null));
    failsNull("cell", () -> new Lstm(1, (LstmCell) null));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void failsNull(String message, Executable call) {
    assertEquals(message, assertThrows(NullPointerException.class, call).getMessage());
  }
}
