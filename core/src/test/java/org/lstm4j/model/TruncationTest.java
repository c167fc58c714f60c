package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Pass;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.random.SeededRandom;

/**
 * A truncated gradient is the sum of the exact gradients of the segments between the cuts, each run
 * alone from the state that the one before ended with, and with nothing from beyond its end. {@link
 * GradientTest} proves the exact ones.
 */
class TruncationTest {
  private static final double U = 0x1p-24;
  private static final int STEPS = 7;
  private static final int BATCH = 3;
  private static final int INPUTS = 2;
  private static final int OUTPUTS = 3;

  @ParameterizedTest
  @CsvSource({
    "1, 1, SEQUENCE", "1, 2, SEQUENCE", "1, 3, SEQUENCE", "1, 6, SEQUENCE", "1, 7, SEQUENCE",
    "1, 9, SEQUENCE", "2, 1, SEQUENCE", "2, 2, SEQUENCE", "2, 4, SEQUENCE", "3, 3, SEQUENCE",
    "1, 1, LAST", "1, 3, LAST", "2, 2, LAST", "3, 5, LAST", "2, 7, LAST"
  })
  void sumOfSegments(int layers, int truncation, Output output) {
    ModelSpec.Builder builder = ModelSpec.values(INPUTS);
    for (int k = 0; k < layers; k++) {
      builder.lstm(4 + k);
    }
    builder.dense(OUTPUTS);
    ModelSpec spec = output == Output.LAST ? builder.lastStep() : builder.everyStep();
    SeededRandom random = new SeededRandom(11, layers, truncation);
    Parameters parameters = Initialization.weights(Initializer.normal(0.5)).create(spec, 5);
    ModelState first = randomState(spec, random);
    float[] x = normal(STEPS * BATCH * INPUTS, random);
    float[] dy = normal((output == Output.LAST ? 1 : STEPS) * BATCH * OUTPUTS, random);

    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(parameters, kernels, true);
      Run truncated = new Run(network, kernels, x, 0, STEPS, first);
      truncated.backward(dy, truncation);

      double[] sum = new double[parameters.size()];
      double[] magnitudes = new double[parameters.size()];
      ModelState state = first;
      int start = 0;
      while (start < STEPS) {
        // Cuts are counted from the end, so the first segment is the one that may be shorter.
        int end = start + 1;
        while ((STEPS - end) % truncation != 0) {
          end++;
        }
        Run segment = new Run(network, kernels, x, start, end, state);
        segment.backward(gradientOf(dy, output, start, end), 0);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += segment.gradients.values()[i];
          magnitudes[i] += Math.abs(segment.gradients.values()[i]);
        }
        float[] whole = truncated.workspace.inputGradients().values();
        float[] piece = segment.workspace.inputGradients().values();
        for (int i = 0; i < piece.length; i++) {
          int at = start * BATCH * INPUTS + i;
          assertEquals(piece[i], whole[at], "gradient of input " + at);
        }
        if (start == 0) {
          assertSame(segment.initialStateGradient(), truncated.initialStateGradient());
        }
        state = segment.finalState();
        start = end;
      }
      assertSame(state, truncated.finalState());
      compare(parameters, sum, magnitudes, truncated.gradients);
    }
  }

  /** With an answer after the last step, only the segment that ends there has a gradient. */
  private static float[] gradientOf(float[] dy, Output output, int start, int end) {
    if (output == Output.LAST) {
      return end == STEPS ? dy : new float[dy.length];
    }
    return Arrays.copyOfRange(dy, start * BATCH * OUTPUTS, end * BATCH * OUTPUTS);
  }

  /**
   * Both sides add the same T·B products per element, each sum off by at most T·B u times the sum
   * of magnitudes; those of a tensor's largest element stand for cancellation inside a segment.
   */
  private static void compare(
      Parameters layout, double[] expected, double[] magnitudes, Parameters actual) {
    for (Slice slice : layout.layout().slices()) {
      double magnitude = 0;
      for (int i = slice.offset(); i < slice.end(); i++) {
        magnitude = Math.max(magnitude, magnitudes[i]);
      }
      double tolerance = 2 * STEPS * BATCH * U * magnitude;
      assertTrue(magnitude > 0, slice.name());
      for (int i = slice.offset(); i < slice.end(); i++) {
        double error = Math.abs(expected[i] - actual.values()[i]);
        String what = slice.locate(i);
        assertTrue(error <= tolerance, () -> what + ": off by " + error + " of " + tolerance);
      }
    }
  }

  private static void assertSame(ModelState expected, ModelState actual) {
    for (int s = 0; s < expected.count(); s++) {
      assertEquals(Arrays.toString(expected.values(s)), Arrays.toString(actual.values(s)));
    }
  }

  private static ModelState randomState(ModelSpec spec, SeededRandom random) {
    ModelState state = new ModelState(spec, BATCH);
    for (int s = 0; s < state.count(); s++) {
      int length = state.values(s).length;
      System.arraycopy(normal(length, random), 0, state.values(s), 0, length);
    }
    return state;
  }

  private static float[] normal(int n, SeededRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextNormal();
    }
    return values;
  }

  /** Forward and backward over some steps of the inputs. */
  private static final class Run {
    private final Network network;
    private final Kernels kernels;
    private final Pass pass = new Pass();
    final Workspace workspace;
    final Parameters gradients;

    Run(Network network, Kernels kernels, float[] x, int start, int end, ModelState from) {
      this.network = network;
      this.kernels = kernels;
      Inputs inputs = new Inputs(Kind.VALUES, INPUTS, end - start, BATCH);
      System.arraycopy(x, start * BATCH * INPUTS, inputs.values, 0, inputs.values.length);
      workspace = network.newWorkspace(end - start, BATCH, Gradients.PARAMETERS_AND_INPUTS);
      gradients = new Parameters(network.spec());
      workspace.begin(inputs);
      workspace.startFrom(from);
      network.forward(kernels, workspace, pass);
    }

    void backward(float[] dy, int truncation) {
      assertEquals(dy.length, workspace.outputGradients().size());
      Matrix outputGradients = workspace.outputGradients();
      System.arraycopy(dy, 0, outputGradients.values(), outputGradients.offset(), dy.length);
      network.backward(kernels, workspace, gradients, pass.truncation(truncation));
    }

    ModelState initialStateGradient() {
      ModelState state = new ModelState(network.spec(), BATCH);
      workspace.initialStateGradient(state);
      return state;
    }

    ModelState finalState() {
      ModelState state = new ModelState(network.spec(), BATCH);
      workspace.finalState(state);
      return state;
    }
  }
}
