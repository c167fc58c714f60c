package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;
import org.lstm4j.random.SeededRandom;

/**
 * Random stacks of random kinds of layers: trained for some steps they come to the bits of the
 * scalar reference on any number of threads, and each sequence gets the outputs that it gets alone,
 * or stepped.
 */
class RandomStacksTest {
  private static final int STACKS = 300;
  private static final int STEPS = 3;
  private static final float RATE = 0.01f;

  private final KernelProvider scalar =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private final KernelProvider simd = new VectorKernelProvider();

  private static Parameters parameters(ModelSpec spec, int seed) {
    return Initialization.weights(Initializer.normal(0.3)).create(spec, seed);
  }

  @Test
  void trainedLikeTheReference() {
    int finite = 0;
    for (int seed = 0; seed < STACKS; seed++) {
      RandomStack stack = RandomStack.of(seed);
      String what = "seed %d, %s".formatted(seed, stack.spec());
      Result expected = train(scalar, 1, stack, seed);
      for (int threads : new int[] {1, 2, 3}) {
        Result actual = train(simd, threads, stack, seed);
        assertEquals(expected.weights, actual.weights, what);
        assertEquals(expected.gradients, actual.gradients, what);
        assertArrayEquals(expected.inputGradients, actual.inputGradients, what);
      }
      finite += expected.isFinite ? 1 : 0;
    }
    assertTrue(finite > STACKS * 9 / 10, finite + " of " + STACKS + " stayed finite");
  }

  /** What some steps came to. */
  private record Result(
      String weights, String gradients, float[] inputGradients, boolean isFinite) {}

  /** Steps down the gradient of half the squared distance from random targets. */
  private static Result train(KernelProvider backend, int threads, RandomStack stack, int seed) {
    ModelSpec spec = stack.spec();
    Parameters parameters = parameters(spec, seed);
    Parameters gradients = new Parameters(spec);
    Inputs inputs = stack.batch();
    Extent extent = inputs.extent();
    try (Kernels kernels = backend.create(threads)) {
      Network network = new Network(parameters, kernels, true);
      Workspace workspace =
          network.newWorkspace(
              extent.steps() + 1, extent.batch() + 2, Gradients.PARAMETERS_AND_INPUTS);
      Pass pass = new Pass();
      int[] samples = new int[extent.batch()];
      Arrays.setAll(samples, b -> 100 - b);
      for (int step = 0; step < STEPS; step++) {
        pass.drop(seed, step, samples);
        workspace.begin(inputs);
        workspace.startFromZero();
        network.forward(kernels, workspace, pass);
        subtractTargets(workspace.outputs(), workspace.outputGradients(), seed);
        network.backward(kernels, workspace, gradients, pass);
        kernels.sgd(parameters.size(), RATE, parameters.values(), gradients.values());
        network.load(kernels, parameters);
      }
      boolean isFinite = kernels.indexOfNonFinite(parameters.size(), parameters.values(), 0) < 0;
      float[] dx = spec.input() == Kind.VALUES ? values(workspace.inputGradients()) : new float[0];
      return new Result(parameters.sha256(), gradients.sha256(), dx, isFinite);
    }
  }

  private static void subtractTargets(Matrix y, Matrix dy, int seed) {
    SeededRandom random = new SeededRandom(seed, 78);
    for (int r = 0; r < y.rows(); r++) {
      for (int j = 0; j < y.columns(); j++) {
        float target = (float) random.nextNormal();
        dy.values()[dy.offset(r) + j] = y.values()[y.offset(r) + j] - target;
      }
    }
  }

  private static float[] values(Matrix matrix) {
    return Arrays.copyOfRange(matrix.values(), matrix.offset(), matrix.offset() + matrix.size());
  }

  @Test
  void eachSequenceAsAlone() {
    for (int seed = 0; seed < STACKS; seed++) {
      RandomStack stack = RandomStack.of(seed);
      String what = "seed %d, %s".formatted(seed, stack.spec());
      Parameters parameters = parameters(stack.spec(), seed);
      try (Kernels kernels = simd.create(1)) {
        Network network = new Network(parameters, kernels, false);
        Inputs all = stack.batch();
        Workspace together = run(network, kernels, all);
        for (int b = 0; b < stack.lengths().length; b++) {
          Workspace alone = run(network, kernels, stack.sequence(b));
          Extent extent = together.outputExtent();
          Matrix expected = alone.outputs();
          assertEquals(extent.length(b), alone.outputExtent().steps(), what);
          for (int t = 0; t < extent.length(b); t++) {
            assertArrayEquals(
                row(expected, t), row(together.outputs(), extent.row(t) + b), what + ", " + b);
          }
        }
      }
    }
  }

  private static Workspace run(Network network, Kernels kernels, Inputs inputs) {
    Workspace workspace =
        network.newWorkspace(inputs.extent().steps(), inputs.extent().batch(), Gradients.NONE);
    workspace.begin(inputs);
    workspace.startFromZero();
    network.forward(kernels, workspace, new Pass());
    return workspace;
  }

  private static float[] row(Matrix matrix, int row) {
    int offset = matrix.offset(row);
    return Arrays.copyOfRange(matrix.values(), offset, offset + matrix.columns());
  }

  @Test
  void steppedAsTheWhole() {
    int stepped = 0;
    for (int seed = 0; seed < STACKS; seed++) {
      RandomStack stack = RandomStack.of(seed);
      ModelSpec spec = stack.spec();
      if (!spec.runsInPieces()) {
        continue;
      }
      stepped++;
      int steps = stack.lengths()[0];
      int size = spec.outputSize();
      boolean last = spec.output() == Output.LAST;
      float[] whole = new float[(last ? 1 : steps) * size];
      float[] pieces = new float[whole.length];
      Predictor predictor = new Predictor(parameters(spec, seed), simd);
      try (PredictionStream one = predictor.newStream();
          PredictionStream other = predictor.newStream()) {
        float[] output = new float[size];
        if (spec.input() == Kind.VALUES) {
          one.run(stack.values()[0], steps, whole);
        } else {
          one.run(stack.indices()[0], steps, whole);
        }
        for (int t = 0; t < steps; t++) {
          if (spec.input() == Kind.VALUES) {
            int inputs = spec.inputSize();
            other.step(Arrays.copyOfRange(stack.values()[0], t * inputs, (t + 1) * inputs), output);
          } else {
            other.step(new int[] {stack.indices()[0][t]}, output);
          }
          System.arraycopy(output, 0, pieces, last ? 0 : t * size, size);
        }
      }
      assertArrayEquals(whole, pieces, "seed %d, %s".formatted(seed, spec));
    }
    assertTrue(stepped > STACKS / 3, stepped + " of " + STACKS + " can be stepped");
  }
}
