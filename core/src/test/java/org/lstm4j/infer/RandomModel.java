package org.lstm4j.infer;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Stacks;
import org.lstm4j.random.SeededRandom;

/**
 * A random model with samples.
 *
 * @param parameters the model
 * @param steps T of every sample
 * @param values of each sample, {@code [T × I]}
 * @param indices of each sample, {@code [T]}
 */
record RandomModel(Parameters parameters, int steps, float[][] values, int[][] indices) {
  /** Past two borders of the pieces that a stream works in. */
  private static final List<Integer> LENGTHS = List.of(1, 2, 9, 63, 64, 65, 130);

  private static final List<Integer> SIZES = List.of(1, 2, 3, 17, 33);

  /** Without relu and identity, which could leave the range of floats over many steps. */
  private static final List<Activation> BOUNDED =
      List.of(Activation.TANH, Activation.SIGMOID, Activation.HARD_SIGMOID, Activation.SOFTSIGN);

  static RandomModel of(int number) {
    SeededRandom random = new SeededRandom(number, 21);
    List<Lstm> layers = new ArrayList<>();
    for (int k = random.nextInt(3); k >= 0; k--) {
      layers.add(new Lstm(pick(SIZES, random), activations(random)));
    }
    Kind input = random.nextInt(3) == 0 ? Kind.INDICES : Kind.VALUES;
    int head = random.nextInt(2) == 0 ? 0 : pick(SIZES, random);
    Output output = random.nextInt(2) == 0 ? Output.LAST : Output.SEQUENCE;
    ModelSpec spec = Stacks.of(input, pick(SIZES, random), layers, head, output);
    Parameters parameters = Initialization.weights(Initializer.normal(0.4)).create(spec, number);
    int steps = LENGTHS.get(number % LENGTHS.size());
    int samples = 2 + random.nextInt(9);
    float[][] values = new float[samples][steps * spec.inputSize()];
    int[][] indices = new int[samples][steps];
    for (int s = 0; s < samples; s++) {
      for (int i = 0; i < values[s].length; i++) {
        values[s][i] = (float) random.nextNormal();
      }
      for (int t = 0; t < steps; t++) {
        indices[s][t] = random.nextInt(spec.inputSize());
      }
    }
    return new RandomModel(parameters, steps, values, indices);
  }

  private static <T> T pick(List<T> among, SeededRandom random) {
    return among.get(random.nextInt(among.size()));
  }

  private static GateActivations activations(SeededRandom random) {
    if (random.nextInt(2) == 0) {
      return GateActivations.STANDARD;
    }
    Activation gate = random.nextInt(2) == 0 ? Activation.SIGMOID : Activation.HARD_SIGMOID;
    return new GateActivations(gate, pick(BOUNDED, random), pick(BOUNDED, random));
  }

  ModelSpec spec() {
    return parameters.spec();
  }

  int samples() {
    return values.length;
  }

  /** The steps that so many steps have outputs for. */
  int outputSteps(int count) {
    return spec().output() == Output.LAST ? 1 : count;
  }

  /** Steps from {@code from} to {@code to} of some samples side by side, time-major. */
  float[] batchValues(int[] samples, int from, int to) {
    int width = spec().inputSize();
    float[] batch = new float[(to - from) * samples.length * width];
    for (int t = from; t < to; t++) {
      for (int b = 0; b < samples.length; b++) {
        int at = ((t - from) * samples.length + b) * width;
        System.arraycopy(values[samples[b]], t * width, batch, at, width);
      }
    }
    return batch;
  }

  /** The same of indices. */
  int[] batchIndices(int[] samples, int from, int to) {
    int[] batch = new int[(to - from) * samples.length];
    for (int t = from; t < to; t++) {
      for (int b = 0; b < samples.length; b++) {
        batch[(t - from) * samples.length + b] = indices[samples[b]][t];
      }
    }
    return batch;
  }
}
