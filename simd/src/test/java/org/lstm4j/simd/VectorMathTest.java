package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Tapes;

/**
 * The activation functions over a dense sweep of all floats, against the scalar reference through
 * the only door that both share: one step of an LSTM.
 */
class VectorMathTest {
  /** An odd number, so that every low bit pattern takes part. */
  private static final int STRIDE = 4099;

  private static final int H = 1024;

  /** The loop of the standard activations. */
  @Test
  void standardStepOfAllFloats() {
    sweep(GateActivations.STANDARD);
  }

  /** Pass by pass. */
  @Test
  void gatesOfAllFloats() {
    sweep(new GateActivations(Activation.SIGMOID, Activation.TANH, Activation.IDENTITY));
  }

  /** Cell and candidate are handed through, so that the gates' own values are seen. */
  @Test
  void tanhOfAllFloats() {
    sweep(new GateActivations(Activation.TANH, Activation.IDENTITY, Activation.TANH));
  }

  private static void sweep(GateActivations activations) {
    KernelProvider scalar = Backends.select(Backends.SCALAR, Backends.installed()).provider();
    try (Kernels expected = scalar.create(1);
        Kernels actual = new VectorKernelProvider().create(1)) {
      LstmTape first = new LstmTape(new Extent(1, 1), H, true);
      LstmTape second = new LstmTape(new Extent(1, 1), H, true);
      LstmWeights none = Tapes.recurrence(expected.newPackedMatrix(H, 4 * H), activations);
      LstmWeights noneHere = Tapes.recurrence(actual.newPackedMatrix(H, 4 * H), activations);
      long bits = 0;
      while (bits < 1L << 32) {
        for (int i = 0; i < 4 * H; i++) {
          first.gates[i] = Float.intBitsToFloat((int) bits);
          second.gates[i] = first.gates[i];
          bits += STRIDE;
        }
        expected.lstmForward(first, none);
        actual.lstmForward(second, noneHere);
        compare("gates", first.gates, second.gates);
        compare("cells", first.cells, second.cells);
        compare("cell outputs", first.cellOutputs, second.cellOutputs);
        compare("hidden", first.hidden, second.hidden);
        Arrays.fill(first.hidden, 0f);
        Arrays.fill(second.hidden, 0f);
      }
    }
  }

  /** Bit for bit; one NaN is as good as another. */
  private static void compare(String what, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          Float.floatToIntBits(expected[i]), Float.floatToIntBits(actual[i]), what + "[" + i + "]");
    }
  }
}
