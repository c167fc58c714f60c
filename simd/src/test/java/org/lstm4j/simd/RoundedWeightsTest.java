package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.backend.ScriptedTurns;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;

/**
 * Predictions with weights of bfloat16 have the bits of a model of floats whose weights were
 * rounded beforehand: on either backend and on both in turns, by steps and in sequences, alone and
 * in a batch.
 */
class RoundedWeightsTest {
  private static final int STEPS = 70;
  private static final int SEQUENCES = 13;

  private final KernelProvider scalar =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private final KernelProvider simd = new VectorKernelProvider();

  static List<ModelSpec> models() {
    return List.of(
        ModelSpec.values(1).lstm(1).everyStep(),
        ModelSpec.values(5).lstm(17).lstm(9).dense(3).everyStep(),
        ModelSpec.indices(6).lstm(16).dense(6).everyStep(),
        ModelSpec.indices(33).lstm(70).lstm(64).dense(33).everyStep(),
        ModelSpec.values(40).lstm(200).dense(2).everyStep());
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictions(ModelSpec spec) {
    Parameters parameters = Initialization.weights(Initializer.normal(0.3)).create(spec, 1);
    SeededRandom random = new SeededRandom(2);
    for (int i = 0; i < parameters.values().length; i++) {
      parameters.values()[i] += random.nextUniform(-0.01f, 0.01f); // biases that are not zero
    }
    Predictor floats = new Predictor(rounded(parameters), scalar);
    float[][] expected = new float[SEQUENCES][];
    for (int s = 0; s < SEQUENCES; s++) {
      expected[s] = predict(floats, s, 1, STEPS);
    }
    check(expected, new Predictor(parameters, scalar, WeightFormat.BFLOAT16), "scalar");
    check(expected, new Predictor(parameters, simd, WeightFormat.BFLOAT16), "simd");
    for (int round = 0; round < 5; round++) {
      KernelProvider turns =
          ScriptedTurns.provider(
              ScriptedTurns.from(round % 2 == 0 ? 0 : Integer.MAX_VALUE, false), // packs
              ScriptedTurns.from(3 * round, true),
              ScriptedTurns.drawn(round));
      check(expected, new Predictor(parameters, turns, WeightFormat.BFLOAT16), "turns " + round);
    }
  }

  private static void check(float[][] expected, Predictor predictor, String what) {
    assertArrayEquals(expected[0], predict(predictor, 0, 1, STEPS), what + ", alone");
    assertArrayEquals(expected[1], predict(predictor, 1, 1, 1), what + ", by steps");
    for (int batch : new int[] {2, 3, SEQUENCES}) {
      float[] together = predict(predictor, 0, batch, batch == 3 ? 1 : STEPS);
      int width = predictor.spec().outputSize();
      for (int s = 0; s < batch; s++) {
        float[] own = new float[STEPS * width];
        for (int t = 0; t < STEPS; t++) {
          System.arraycopy(together, (t * batch + s) * width, own, t * width, width);
        }
        assertArrayEquals(expected[s], own, "%s, %d of %d".formatted(what, s, batch));
      }
    }
  }

  /** Outputs of some sequences {@code [T × B × O]}, in pieces of so many steps. */
  private static float[] predict(Predictor predictor, int first, int batch, int piece) {
    ModelSpec spec = predictor.spec();
    int width = spec.outputSize();
    float[] outputs = new float[STEPS * batch * width];
    float[] some = new float[piece * batch * width];
    try (PredictionStream stream = predictor.newStream(batch)) {
      for (int from = 0; from < STEPS; from += piece) {
        if (spec.input() == Kind.VALUES) {
          stream.run(values(spec.inputSize(), first, batch, from, piece), piece, some);
        } else {
          stream.run(indices(spec.inputSize(), first, batch, from, piece), piece, some);
        }
        System.arraycopy(some, 0, outputs, from * batch * width, some.length);
      }
    }
    return outputs;
  }

  private static float[] values(int inputs, int first, int batch, int from, int steps) {
    float[] values = new float[steps * batch * inputs];
    for (int row = 0; row < steps * batch; row++) {
      SeededRandom random = new SeededRandom(first + row % batch, from + row / batch);
      for (int i = 0; i < inputs; i++) {
        values[row * inputs + i] = (float) random.nextNormal();
      }
    }
    return values;
  }

  private static int[] indices(int bound, int first, int batch, int from, int steps) {
    int[] indices = new int[steps * batch];
    for (int row = 0; row < indices.length; row++) {
      indices[row] = new SeededRandom(first + row % batch, from + row / batch).nextInt(bound);
    }
    return indices;
  }

  /** The weights rounded, the biases as they are. */
  private static Parameters rounded(Parameters parameters) {
    Parameters rounded = parameters.copy();
    for (Slice slice : rounded.layout().slices()) {
      if (!slice.vector()) {
        for (int i = slice.offset(); i < slice.end(); i++) {
          rounded.values()[i] = WeightFormat.BFLOAT16.round(rounded.values()[i]);
        }
      }
    }
    return rounded;
  }
}
