package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.model.ModelSpec.Input;
import org.lstm4j.model.ModelSpec.Output;

class ModelSpecTest {
  private static final GateActivations RELU =
      new GateActivations(Activation.SIGMOID, Activation.RELU, Activation.RELU);

  @Test
  void builderCollectsFromTheBottomUp() {
    ModelSpec spec = ModelSpec.values(3).lstm(7).lstm(5, RELU).dense(2).everyStep();
    assertEquals(
        new ModelSpec(
            Input.VALUES,
            3,
            List.of(
                new LstmSpec(
                    7, new GateActivations(Activation.SIGMOID, Activation.TANH, Activation.TANH)),
                new LstmSpec(5, RELU)),
            2,
            Output.SEQUENCE),
        spec);
    assertEquals(3, spec.layerInputSize(0));
    assertEquals(7, spec.layerInputSize(1));
    assertEquals(2, spec.outputSize());
    assertTrue(spec.hasHead());
  }

  @Test
  void withoutHeadTheTopLayerIsTheOutput() {
    ModelSpec spec = ModelSpec.indices(9).lstm(7).lstm(5).lastStep();
    assertEquals(Input.INDICES, spec.input());
    assertEquals(Output.LAST, spec.output());
    assertEquals(0, spec.headSize());
    assertEquals(5, spec.outputSize());
    assertFalse(spec.hasHead());
  }

  @Test
  void aSpecDoesNotChangeWithItsBuilderOrList() {
    ModelSpec.Builder builder = ModelSpec.values(1).lstm(2);
    ModelSpec one = builder.lastStep();
    ModelSpec two = builder.lstm(3).lastStep();
    assertEquals(1, one.layers().size());
    assertEquals(2, two.layers().size());
    List<LstmSpec> layers = new ArrayList<>(two.layers());
    ModelSpec three = new ModelSpec(Input.VALUES, 1, layers, 0, Output.LAST);
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
    fails("the head size is 0; expected at least 1", () -> ModelSpec.values(1).lstm(1).dense(0));
    fails(
        "the model has no LSTM layer; expected at least one",
        () -> ModelSpec.values(1).dense(1).lastStep());
    fails(
        "the head has -1 outputs; expected at least 1, or 0 for no head",
        () -> new ModelSpec(Input.VALUES, 1, List.of(new LstmSpec(1)), -1, Output.LAST));
  }

  @Test
  void nothingMayBeNull() {
    List<LstmSpec> layers = List.of(new LstmSpec(1));
    failsNull("input", () -> new ModelSpec(null, 1, layers, 0, Output.LAST));
    failsNull("output", () -> new ModelSpec(Input.VALUES, 1, layers, 0, null));
    failsNull("activations", () -> new LstmSpec(1, null));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void failsNull(String message, Executable call) {
    assertEquals(message, assertThrows(NullPointerException.class, call).getMessage());
  }
}
