package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Convolution.Padding;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/** Which steps the taps see, with weights that are powers of ten, and what is refused. */
class ConvolutionTest {

  /** One sequence 1, 2, 3, … through one output whose taps weigh 100, 10, 1 from the oldest on. */
  private static float[] convolve(Convolution layer, int steps) {
    ModelSpec spec = ModelSpec.values(1).layer(layer).everyStep();
    Parameters parameters = new Parameters(spec);
    parameters.set(
        "convolution0.weight",
        Arrays.copyOfRange(new float[] {1000, 100, 10, 1}, 4 - layer.taps(), 4));
    Inputs inputs = new Inputs(Kind.VALUES, 1, steps, 1);
    for (int t = 0; t < steps; t++) {
      inputs.values[t] = t + 1;
    }
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(parameters, kernels, false);
      Workspace workspace = network.newWorkspace(steps, 1, Gradients.NONE);
      workspace.begin(inputs);
      network.forward(kernels, workspace, new Pass());
      float[] outputs = new float[workspace.outputs().rows()];
      System.arraycopy(workspace.outputs().values(), 0, outputs, 0, outputs.length);
      return outputs;
    }
  }

  @Test
  void tapsOfAStep() {
    check(new Convolution(1, 3, Padding.CAUSAL), 4, 1, 12, 123, 234);
    check(new Convolution(1, 3, Padding.SAME), 4, 12, 123, 234, 340);
    check(new Convolution(1, 4, Padding.SAME), 4, 123, 1234, 2340, 3400);
    check(new Convolution(1, 3, Padding.CAUSAL, 1, 2), 5, 1, 2, 13, 24, 135);
    check(new Convolution(1, 3, Padding.CAUSAL, 2, 1), 5, 1, 123, 345);
    check(new Convolution(1, 3, Padding.CAUSAL, 2, 1), 4, 1, 123);
    check(new Convolution(1, 3, Padding.SAME, 1, 9), 2, 10, 20);
    check(new Convolution(1, 1, Padding.CAUSAL, 7, 1), 3, 1);
  }

  private static void check(Convolution layer, int steps, float... expected) {
    assertArrayEquals(expected, convolve(layer, steps), layer.toString());
  }

  @Test
  void onlyOneTapRunsInPieces() {
    assertTrue(new Convolution(2, 1, Padding.CAUSAL).runsInPieces());
    assertFalse(new Convolution(2, 2, Padding.CAUSAL).runsInPieces());
    assertFalse(new Convolution(2, 1, Padding.CAUSAL, 2, 1).runsInPieces());
  }

  @Test
  void refusals() {
    refuses(
        "the number of taps is 0; expected at least 1",
        () -> new Convolution(1, 0, Padding.CAUSAL));
    refuses(
        "the dilation is -1; expected at least 1",
        () -> new Convolution(1, 1, Padding.CAUSAL, 1, -1));
    refuses(
        "a convolution with as many steps out as in has a stride of 1; it is 2",
        () -> new Convolution(1, 3, Padding.SAME, 2, 1));
    refuses(
        "70000 taps of a dilation of 70000 reach too far",
        () -> new Convolution(1, 70_000, Padding.CAUSAL, 1, 70_000));
    refuses(
        "a convolution reads a sequence; what comes before it answers once for each",
        () -> new Convolution(1, 1, Padding.SAME).output(new Shape(Kind.VALUES, 3, false)));
    refuses(
        "the ε of a layer normalization is 0.0; expected a positive, finite number",
        () -> new LayerNormalization(0));
    refuses(
        "the ε of a batch normalization is NaN; expected a positive, finite number",
        () -> new BatchNormalization(Double.NaN));
  }

  /** A variance below 0 would be a silent NaN. */
  @Test
  void varianceBelowZero() {
    ModelSpec spec = ModelSpec.values(2).layer(new BatchNormalization()).everyStep();
    Parameters parameters = new Parameters(spec);
    parameters.set("batch_normalization0.running_var", new float[] {1, -1});
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      refuses(
          "batch_normalization0.running_var[1] is -1.0; expected at least 0",
          () -> new Network(parameters, kernels, false));
    }
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
