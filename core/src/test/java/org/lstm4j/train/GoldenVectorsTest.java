package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Pass;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * Everything that a training step computes against PyTorch in double precision: outputs, states,
 * every gradient, clipped gradients, ten losses and the parameters after ten steps.
 */
class GoldenVectorsTest {
  /** Unit roundoff of float. */
  private static final double EPSILON = 0x1p-24;

  private static final int STEPS = 10;
  private final KernelProvider backend =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();

  @Test
  void thereAreGoldenCases() throws IOException {
    assertEquals(28, GoldenCase.names().size());
  }

  @TestFactory
  List<DynamicTest> forwardAndGradients() throws IOException {
    return GoldenCase.names().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> checkPasses(GoldenCase.read(name))))
        .toList();
  }

  @TestFactory
  List<DynamicTest> tenTrainingSteps() throws IOException {
    return GoldenCase.names().stream()
        .filter(name -> GoldenCase.read(name).optimizer().isPresent())
        .map(name -> DynamicTest.dynamicTest(name, () -> checkTraining(GoldenCase.read(name))))
        .toList();
  }

  private void checkPasses(GoldenCase golden) {
    ModelSpec spec = golden.spec();
    Parameters parameters = golden.parameters("");
    Batch batch = golden.batch();
    try (Kernels kernels = backend.create(1)) {
      Network network = new Network(parameters, kernels, true);
      Workspace workspace =
          network.newWorkspace(batch.steps(), batch.size(), Gradients.PARAMETERS_AND_INPUTS);
      Pass pass = new Pass();
      workspace.begin(batch.inputs());
      batch.initialState().ifPresentOrElse(workspace::startFrom, workspace::startFromZero);
      network.forward(kernels, workspace, pass);

      int offset = workspace.outputs().offset();
      int length = workspace.outputs().size();
      double tolerance = tolerance(golden);
      close(
          "output",
          golden.values("output"),
          Arrays.copyOfRange(workspace.outputs().values(), offset, offset + length),
          tolerance);
      ModelState last = new ModelState(spec, batch.size());
      workspace.finalState(last);
      closeStates("final state", golden.state("hn", "cn"), last, tolerance);

      if (golden.optimizer().isEmpty()) {
        return;
      }
      double loss =
          golden.loss().evaluate(kernels, batch, workspace.outputs(), workspace.outputGradients());
      close("loss", golden.values("loss"), new float[] {(float) loss}, tolerance);
      Parameters gradients = new Parameters(spec);
      Arrays.fill(gradients.values(), Float.NaN);
      network.backward(
          kernels, workspace, gradients, pass.truncation(golden.integer("truncation")));
      closeParameters(golden, "grad.", gradients, tolerance);
      if (golden.has("grad.input")) {
        close(
            "grad.input",
            golden.values("grad.input"),
            workspace.inputGradients().values(),
            tolerance);
      }
      if (golden.has("grad.h0")) {
        ModelState first = new ModelState(spec, batch.size());
        workspace.initialStateGradient(first);
        closeStates("initial gradient", golden.state("grad.h0", "grad.c0"), first, tolerance);
      }
      if (!golden.text("clip").equals("none")) {
        golden.clip().apply(kernels, gradients);
        closeParameters(golden, "clipped.", gradients, tolerance);
      }
    }
  }

  private void checkTraining(GoldenCase golden) {
    Parameters parameters = golden.parameters("");
    Batch batch = golden.batch();
    TrainingOptions options =
        new TrainingOptions(
            golden.loss(),
            List.of(),
            golden.optimizer().orElseThrow(),
            golden.clip(),
            golden.integer("truncation"));
    float[] losses = new float[STEPS];
    try (Kernels kernels = backend.create(1)) {
      TrainStep step = new TrainStep(parameters, options, kernels, batch.steps(), batch.size());
      for (int s = 0; s < STEPS; s++) {
        losses[s] = (float) step.run(batch, options.optimizer().learningRate());
      }
    }
    double tolerance = STEPS * tolerance(golden);
    close("losses", golden.values("losses"), losses, tolerance);
    closeParameters(golden, "final.", parameters, tolerance);
  }

  /**
   * The share of a tensor's largest magnitude that rounding may take: one unit roundoff for each
   * addition on the longest way through the network, steps × layers × (longest chain + the gate
   * step's dozen), of which random signs let the square root survive, four times that for tails.
   * Where PyTorch itself computed in float, its own rounding doubles it.
   */
  private static double tolerance(GoldenCase golden) {
    int longest = 0;
    for (String hidden : golden.text("H").split(",", -1)) {
      longest = Math.max(longest, 4 * Integer.parseInt(hidden));
    }
    int layers = golden.integer("L");
    double roundings = (double) golden.integer("T") * layers * (longest + golden.integer("B") + 12);
    double factor = golden.text("precision").equals("float32") ? 2 : 1;
    return factor * 4 * EPSILON * Math.sqrt(roundings);
  }

  private static void closeParameters(
      GoldenCase golden, String prefix, Parameters actual, double tolerance) {
    for (Slice slice : actual.layout().slices()) {
      String name = prefix + slice.name();
      close(name, golden.values(name), actual.get(slice.name()), tolerance);
    }
  }

  private static void closeStates(
      String what, ModelState expected, ModelState actual, double tolerance) {
    for (int k = 0; k < expected.count() / 2; k++) {
      close(what + " h, layer " + k, expected.hidden(k), actual.hidden(k), tolerance);
      close(what + " c, layer " + k, expected.cell(k), actual.cell(k), tolerance);
    }
  }

  private static void close(String what, float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what);
    double magnitude = 0;
    for (float value : expected) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) expected[i] - actual[i]);
      int index = i;
      assertTrue(
          error <= tolerance * magnitude,
          () ->
              String.format(
                  Locale.ROOT,
                  "%s[%d]: expected %s, got %s; off by %.2g of the tensor's magnitude, allowed %.2g",
                  what,
                  index,
                  expected[index],
                  actual[index],
                  error / Math.max(magnitudeOf(expected), Double.MIN_NORMAL),
                  tolerance));
    }
  }

  private static double magnitudeOf(float[] values) {
    double magnitude = 0;
    for (float value : values) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    return magnitude;
  }
}
