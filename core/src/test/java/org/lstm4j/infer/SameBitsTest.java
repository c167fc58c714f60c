package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Workspace;
import org.lstm4j.random.SeededRandom;

/**
 * The same bits for a sample alone, at any place of any batch, step by step, in pieces of any
 * length, and with the state taken out and put back in between; over random models.
 */
class SameBitsTest {
  private static final int MODELS = 48;

  private final KernelProvider backend =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();

  static IntStream models() {
    return IntStream.range(0, MODELS);
  }

  @ParameterizedTest
  @MethodSource("models")
  void theSameBits(int number) {
    RandomModel model = RandomModel.of(number);
    Predictor predictor = new Predictor(model.parameters(), backend);
    float[][] alone = new float[model.samples()][];
    for (int s = 0; s < model.samples(); s++) {
      int[] sample = {s};
      alone[s] = inPieces(model, predictor, sample, model.steps())[0];
      String what = "sample %d of model %d, %s, ".formatted(s, number, model.spec());
      same(alone[s], stepped(model, predictor, s), what + "by step()");
      for (int piece : new int[] {1, 2, 7, 64, 65, 100}) {
        same(alone[s], inPieces(model, predictor, sample, piece)[0], what + "pieces of " + piece);
      }
    }
    SeededRandom random = new SeededRandom(number, 22);
    for (int size = 1; size <= model.samples(); size++) {
      int[] order = IntStream.range(0, model.samples()).toArray();
      random.shuffle(order);
      int[] samples = Arrays.copyOf(order, size);
      int piece = 1 + random.nextInt(model.steps());
      checkBatch(model, alone, samples, inPieces(model, predictor, samples, model.steps()));
      checkBatch(model, alone, samples, inPieces(model, predictor, samples, piece));
      checkBatch(model, alone, samples, byNetwork(model, samples));
    }
  }

  private static void checkBatch(
      RandomModel model, float[][] alone, int[] samples, float[][] outputs) {
    for (int b = 0; b < samples.length; b++) {
      same(
          alone[samples[b]],
          outputs[b],
          "sample %d at place %d of %s, %s"
              .formatted(samples[b], b, Arrays.toString(samples), model.spec()));
    }
  }

  /**
   * Runs samples side by side in pieces of so many steps; after every third piece the state moves
   * to another stream. Returns each sample's outputs, of a model that answers last those of the
   * end.
   */
  private static float[][] inPieces(
      RandomModel model, Predictor predictor, int[] samples, int piece) {
    int width = model.spec().outputSize();
    boolean last = model.spec().output() == Output.LAST;
    float[] outputs = new float[model.outputSteps(model.steps()) * samples.length * width];
    ModelState state = new ModelState(model.spec(), samples.length);
    PredictionStream stream = predictor.newStream(samples.length);
    for (int from = 0; from < model.steps(); from += piece) {
      int to = Math.min(from + piece, model.steps());
      float[] some = new float[model.outputSteps(to - from) * samples.length * width];
      if (from > 0 && (from / piece) % 3 == 0) {
        stream.saveState(state);
        stream.close();
        stream = predictor.newStream(samples.length);
        stream.loadState(state);
      }
      if (model.spec().input() == Kind.VALUES) {
        stream.run(model.batchValues(samples, from, to), to - from, some);
      } else {
        stream.run(model.batchIndices(samples, from, to), to - from, some);
      }
      System.arraycopy(some, 0, outputs, last ? 0 : from * samples.length * width, some.length);
    }
    stream.close();
    return split(outputs, samples.length, width);
  }

  private static float[] stepped(RandomModel model, Predictor predictor, int sample) {
    int width = model.spec().outputSize();
    boolean last = model.spec().output() == Output.LAST;
    float[] outputs = new float[model.outputSteps(model.steps()) * width];
    float[] output = new float[width];
    int[] samples = {sample};
    try (PredictionStream stream = predictor.newStream()) {
      for (int t = 0; t < model.steps(); t++) {
        if (model.spec().input() == Kind.VALUES) {
          stream.step(model.batchValues(samples, t, t + 1), output);
        } else {
          stream.step(model.batchIndices(samples, t, t + 1), output);
        }
        System.arraycopy(output, 0, outputs, last ? 0 : t * width, width);
      }
    }
    return outputs;
  }

  /** The pass of training, in a workspace larger than needed. */
  private float[][] byNetwork(RandomModel model, int[] samples) {
    int width = model.spec().outputSize();
    int steps = model.steps();
    try (Kernels kernels = backend.create(1)) {
      Network network = new Network(model.parameters(), kernels, true);
      Workspace workspace =
          network.newWorkspace(steps + 2, samples.length + 3, Gradients.PARAMETERS);
      Inputs inputs =
          new Inputs(model.spec().input(), model.spec().inputSize(), steps + 1, samples.length + 1);
      inputs.begin(steps, samples.length);
      if (model.spec().input() == Kind.VALUES) {
        float[] values = model.batchValues(samples, 0, steps);
        System.arraycopy(values, 0, inputs.values, 0, values.length);
      } else {
        int[] indices = model.batchIndices(samples, 0, steps);
        System.arraycopy(indices, 0, inputs.indices, 0, indices.length);
      }
      workspace.begin(inputs);
      workspace.startFromZero();
      network.forward(kernels, workspace, new Pass());
      assertEquals(model.outputSteps(steps) * samples.length, workspace.outputs().rows());
      int from = workspace.outputs().offset();
      int length = workspace.outputs().rows() * width;
      return split(
          Arrays.copyOfRange(workspace.outputs().values(), from, from + length),
          samples.length,
          width);
    }
  }

  /** Time-major outputs of a batch, taken apart by sample. */
  private static float[][] split(float[] outputs, int batch, int width) {
    int steps = outputs.length / (batch * width);
    float[][] samples = new float[batch][steps * width];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < batch; b++) {
        System.arraycopy(outputs, (t * batch + b) * width, samples[b], t * width, width);
      }
    }
    return samples;
  }

  private static void same(float[] expected, float[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      boolean finite = Float.isFinite(expected[i]);
      if (!finite || Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        fail("%s, output %d: expected %a, got %a".formatted(what, i, expected[i], actual[i]));
      }
    }
  }
}
