package org.lstm4j.kernel.scalar;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.kernel.ActivationsContract;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Guarded;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.KernelsContract;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.PlainLstm;
import org.lstm4j.kernel.ReductionsContract;
import org.lstm4j.kernel.SoftmaxContract;
import org.lstm4j.kernel.Tapes;
import org.lstm4j.kernel.Values;
import org.lstm4j.random.SeededRandom;

/**
 * The reference itself. What other backends compare with it is here held against the documented
 * formulas written out with {@link ScalarMath}, whose own errors {@link ScalarMathTest} bounds.
 */
class ScalarKernelsTest extends KernelsContract {
  private static final PlainLstm.Functions FUNCTIONS =
      new PlainLstm.Functions() {
        @Override
        public float sigmoid(float x) {
          return ScalarMath.sigmoid(x);
        }

        @Override
        public float tanh(float x) {
          return ScalarMath.tanh(x);
        }

        @Override
        public float exp(float x) {
          return ScalarMath.exp(x);
        }
      };

  private final KernelProvider provider = new ScalarKernelProvider();

  @Override
  public KernelProvider provider() {
    return provider;
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  void recurrenceAsDocumented(Values values) {
    SeededRandom random = new SeededRandom(801);
    try (Kernels kernels = provider.create(1)) {
      for (int h : Values.SIZES) {
        for (int round = 0; round < 6; round++) {
          int steps = 1 + random.nextInt(5);
          int truncation = random.nextInt(steps + 1);
          GateActivations activations =
              round == 0
                  ? GateActivations.STANDARD
                  : Tapes.activations(ActivationsContract.ALL_FOR_GATES, random);
          LstmTape tape = Tapes.random(steps, 1 + random.nextInt(3), h, values, random);
          Guarded w = Tapes.weights(h, values, random);
          PlainLstm plain = new PlainLstm(w, activations, FUNCTIONS);
          LstmTape expected = Tapes.copy(tape);
          plain.forward(expected);
          kernels.lstmForward(tape, Tapes.forward(kernels, w, activations));
          String what =
              "T %d, B %d, H %d, %s, cuts every %d"
                  .formatted(steps, tape.extent.batch(), h, activations, truncation);
          Tapes.assertSame(expected, tape, "forward, " + what);

          Tapes.startBackward(tape, values, random);
          expected = Tapes.copy(tape);
          plain.backward(expected, truncation, true);
          kernels.lstmBackward(tape, Tapes.backward(kernels, w, activations), truncation, true);
          Tapes.assertSame(expected, tape, "backward, " + what);
          Tapes.assertGuards(tape, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  void softmaxAsDocumented(Values values) {
    SeededRandom random = new SeededRandom(802);
    try (Kernels kernels = provider.create(1)) {
      for (int classes : SoftmaxContract.CLASSES) {
        Guarded x = Guarded.dense(1, classes, random).fill(values, random);
        Guarded p = Guarded.dense(1, classes, random);
        kernels.softmax(x.view(), p.view());
        float[] e = new float[classes];
        float sum = exponentials(x, e);
        for (int j = 0; j < classes; j++) {
          assertSameBits(e[j] / sum, p.get(0, j), "softmax of " + values, classes, j);
        }
        int target = random.nextInt(classes);
        double loss = kernels.softmaxCrossEntropy(x.view(), new int[] {target}, 0, 1f, p.view());
        float margin = x.get(0, target) - maximum(x);
        assertSameBits(StrictMath.log(sum) - margin, loss, "cross-entropy, classes " + classes);
      }
    }
  }

  private static float maximum(Guarded x) {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : x.values()) {
      max = Math.max(max, value); // NaN wins, and spoils all shares, as any NaN does
    }
    return max;
  }

  /** e ← exp(x − max), and their sum in the contract's shape, rounded to float. */
  private static float exponentials(Guarded x, float[] e) {
    float max = maximum(x);
    double total = 0;
    for (int block = 0; block < e.length; block += 1024) {
      float[] lane = new float[32];
      for (int j = block; j < Math.min(block + 1024, e.length); j++) {
        e[j] = ScalarMath.exp(x.get(0, j) - max);
        lane[(j - block) % 32] += e[j];
      }
      total += ReductionsContract.tree(lane, 0, 1);
    }
    return (float) total;
  }
}
