package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** The recurrence backwards. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface LstmBackwardContract extends BackendContract {
  /** Cuts at every step, at some, beyond the sequence, and none. */
  List<Integer> TRUNCATIONS = List.of(0, 1, 2, 3, 5, 6, 7);

  private static void run(
      Kernels kernels,
      LstmTape tape,
      Guarded w,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    kernels.lstmBackward(
        tape, Tapes.backward(kernels, w, activations), truncation, initialStateGradient);
  }

  /** A tape after a forward pass, ready for the pass back. */
  private static LstmTape forward(
      Kernels kernels,
      LstmTape tape,
      Guarded w,
      GateActivations activations,
      Values values,
      SeededRandom random) {
    kernels.lstmForward(tape, Tapes.forward(kernels, w, activations));
    Tapes.startBackward(tape, values, random);
    return tape;
  }

  /** Whole numbers, for which the order of operations is of no account. */
  @Test
  default void backwardOfWholeNumbers() {
    SeededRandom random = new SeededRandom(701);
    List<Activation> exact = List.of(Activation.IDENTITY, Activation.RELU);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        for (int truncation : new int[] {0, 1, 2}) {
          int batch = 1 + random.nextInt(9);
          LstmTape tape = Tapes.random(2, batch, h, Values.WHOLE, random);
          for (float[] x : new float[][] {tape.gates, tape.cells, tape.hidden}) {
            for (int i = 0; i < x.length; i++) {
              x[i] = Float.isNaN(x[i]) ? x[i] : Math.signum(x[i]);
            }
          }
          Guarded w = Tapes.wholeWeights(h, random);
          GateActivations activations = Tapes.activations(exact, random);
          forward(kernels, tape, w, activations, Values.WHOLE, random);
          LstmOracle oracle = new LstmOracle(tape, w, activations);
          oracle.backward(truncation, true);
          run(kernels, tape, w, activations, truncation, true);
          oracle.assertWholeNumbers(tape, true, "H %d, B %d, %s".formatted(h, batch, activations));
        }
      }
    }
  }

  /** The documented chain, to the bit, with all activations that are arithmetic alone. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void backwardAsDocumented(Values values) {
    SeededRandom random = new SeededRandom(702);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        for (int truncation : TRUNCATIONS) {
          int batch = 1 + random.nextInt(h > 33 ? 2 : 5);
          GateActivations activations = Tapes.activations(PlainLstm.ARITHMETIC, random);
          Guarded w = Tapes.weights(h, values, random);
          int steps = 1 + random.nextInt(6);
          LstmTape tape =
              random.nextInt(2) == 0
                  ? Tapes.random(steps, batch, h, values, random)
                  : Tapes.random(Tapes.lengths(steps, batch, random), h, values, random);
          forward(kernels, tape, w, activations, values, random);
          boolean initial = random.nextInt(2) == 0;
          LstmTape expected = Tapes.copy(tape);
          new PlainLstm(w, activations).backward(expected, truncation, initial);
          run(kernels, tape, w, activations, truncation, initial);
          String what =
              "%s, H %d, %s, cuts every %d, initial %s"
                  .formatted(tape.extent, h, activations, truncation, initial);
          Tapes.assertSame(expected, tape, what);
          Tapes.assertGuards(tape, what);
        }
      }
    }
  }

  /** The reference's bits, with all activations, on any number of threads. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void backwardLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(703);
    try (Kernels one = provider().create(1);
        Kernels three = provider().create(3);
        Kernels reference = BackendContract.reference().create(1)) {
      for (Tapes.Shape shape : Tapes.shapes(1, 2, 3, 8, 17, 33)) {
        int h = shape.h();
        int batch = shape.batch();
        GateActivations activations = Tapes.activations(ActivationsContract.ALL_FOR_GATES, random);
        Guarded w = Tapes.weights(h, values, random);
        int steps = 1 + random.nextInt(4);
        LstmTape tape =
            random.nextInt(2) == 0
                ? Tapes.random(steps, batch, h, values, random)
                : Tapes.random(Tapes.lengths(steps, batch, random), h, values, random);
        forward(reference, tape, w, activations, values, random);
        LstmTape threaded = Tapes.copy(tape);
        LstmTape expected = Tapes.copy(tape);
        int truncation = TRUNCATIONS.get(random.nextInt(TRUNCATIONS.size()));
        boolean initial = random.nextInt(2) == 0;
        run(reference, expected, w, activations, truncation, initial);
        run(one, tape, w, activations, truncation, initial);
        run(three, threaded, w, activations, truncation, initial);
        String what =
            "%s, H %d, %s, cuts every %d".formatted(tape.extent, h, activations, truncation);
        Tapes.assertSame(expected, tape, what);
        Tapes.assertSame(expected, threaded, what + ", 3 threads");
        Tapes.assertGuards(threaded, what + ", 3 threads");
        Tapes.assertGuards(tape, what);
      }
    }
  }

  /** Double precision, within the bound of a running error analysis. */
  @Test
  default void backwardInDouble() {
    SeededRandom random = new SeededRandom(704);
    try (Kernels kernels = provider().create(1)) {
      for (int h : new int[] {1, 2, 3, 5, 8, 17}) {
        for (Activation activation : Activation.forGates()) {
          for (int role = 0; role < 3; role++) {
            GateActivations activations = LstmForwardContract.inRole(activation, role);
            Guarded w = Tapes.weights(h, Values.NORMAL, random);
            LstmTape tape = Tapes.random(6, 2, h, Values.NORMAL, random);
            forward(kernels, tape, w, activations, Values.NORMAL, random);
            int truncation = TRUNCATIONS.get(random.nextInt(TRUNCATIONS.size()));
            LstmOracle oracle = new LstmOracle(tape, w, activations);
            oracle.backward(truncation, true);
            run(kernels, tape, w, activations, truncation, true);
            oracle.assertBackward(
                tape, "H %d, %s, cuts every %d".formatted(h, activations, truncation));
          }
        }
      }
    }
  }

  /** Between two cuts the gradient is that of the steps between them alone. */
  @Test
  default void truncationIsARunOfSegments() {
    SeededRandom random = new SeededRandom(705);
    int steps = 7;
    try (Kernels kernels = provider().create(1)) {
      for (int h : new int[] {1, 3, 8, 17, 33}) {
        for (int truncation = 1; truncation <= steps + 1; truncation++) {
          Guarded w = Tapes.weights(h, Values.NORMAL, random);
          LstmTape tape = Tapes.random(steps, 3, h, Values.NORMAL, random);
          forward(kernels, tape, w, GateActivations.STANDARD, Values.NORMAL, random);
          LstmTape start = Tapes.copy(tape);
          run(kernels, tape, w, GateActivations.STANDARD, truncation, true);
          for (int end = steps; end > 0; end -= truncation) {
            int from = Math.max(0, end - truncation);
            LstmTape segment = Tapes.segment(start, from, end);
            if (end < steps) {
              Arrays.fill(segment.dCells, 0f);
            }
            run(kernels, segment, w, GateActivations.STANDARD, 0, from == 0);
            LstmTape expected = Tapes.segment(tape, from, end);
            if (from > 0) { // one more cut follows: what is carried there is nothing
              Arrays.fill(segment.dCells, 0f);
              Arrays.fill(expected.dCells, 0f);
            }
            String what = "H %d, cuts every %d, steps %d to %d".formatted(h, truncation, from, end);
            // dHidden[from] belongs to the segment before, which has used it by now.
            Tapes.assertSame(segment, expected, what);
          }
        }
      }
    }
  }

  /** Without the wish for it, block 0 of dHidden stays as it was, and nothing else changes. */
  @Test
  default void initialStateGradientOnDemand() {
    SeededRandom random = new SeededRandom(706);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        Guarded w = Tapes.weights(h, Values.NORMAL, random);
        LstmTape with = Tapes.random(3, 2, h, Values.NORMAL, random);
        forward(kernels, with, w, GateActivations.STANDARD, Values.NORMAL, random);
        LstmTape without = Tapes.copy(with);
        run(kernels, with, w, GateActivations.STANDARD, 0, true);
        run(kernels, without, w, GateActivations.STANDARD, 0, false);
        for (int i = 0; i < Tapes.block(with); i++) {
          assertSameBits(0f, without.dHidden[i], "dHidden[0] without", h, i);
          without.dHidden[i] = with.dHidden[i];
        }
        Tapes.assertSame(with, without, "H " + h);
      }
    }
  }

  /** What is below 2^−126 becomes +0, whatever its sign: dc, each dz and what is carried on. */
  @Test
  default void backwardFlushes() {
    GateActivations identity =
        new GateActivations(Activation.IDENTITY, Activation.IDENTITY, Activation.IDENTITY);
    float[] factors = {0x1p-140f, -0x1p-140f, -0f, 0x1.fffffcp-127f, 0x1p-126f, -0x1p-126f};
    float[] expected = {0f, 0f, 0f, 0f, 0x1p-126f, -0x1p-126f};
    try (Kernels kernels = provider().create(1)) {
      for (int h : new int[] {1, 7, 16, 33}) {
        LstmWeights none = Tapes.recurrence(kernels.newPackedMatrix(4 * h, h), identity);
        for (int at = 0; at < h; at++) {
          for (int k = 0; k < factors.length; k++) {
            LstmTape tape = new LstmTape(new Extent(1, 1), h, true);
            for (int gate = 0; gate < 4; gate++) {
              tape.gates[gate * h + at] = factors[k]; // i, f, g, o
            }
            tape.cells[at] = factors[k];
            tape.cellOutputs[at] = factors[k];
            tape.dHidden[h + at] = 1f;
            tape.dCells[at] = 1f; // dc = 1·factor + 1, which is 1
            kernels.lstmBackward(tape, none, 0, false);
            for (int gate = 0; gate < 4; gate++) {
              assertSameBits(expected[k], tape.gates[gate * h + at], "dz", h, at, gate, k);
            }
            assertSameBits(expected[k], tape.dCells[at], "dc·f", h, at, k);

            LstmTape faded = new LstmTape(new Extent(1, 1), h, true);
            Arrays.fill(faded.gates, 0x1p20f);
            faded.dCells[at] = factors[k];
            kernels.lstmBackward(faded, none, 0, false);
            float dc = expected[k];
            assertSameBits(dc * 0x1p20f, faded.gates[at], "dz_i of a faded dc", h, at, k);
            assertSameBits(dc * 0x1p20f, faded.dCells[at], "carried from a faded dc", h, at, k);
          }
        }
      }
    }
  }

  /** Sequences of any lengths side by side get the gradients that each gets alone. */
  @Test
  default void backwardOfEachSequenceAlone() {
    SeededRandom random = new SeededRandom(708);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        int batch = 2 + random.nextInt(8);
        int truncation = TRUNCATIONS.get(random.nextInt(TRUNCATIONS.size()));
        Guarded w = Tapes.weights(h, Values.NORMAL, random);
        LstmTape tape = Tapes.random(Tapes.lengths(5, batch, random), h, Values.NORMAL, random);
        forward(kernels, tape, w, GateActivations.STANDARD, Values.NORMAL, random);
        LstmTape start = Tapes.copy(tape);
        run(kernels, tape, w, GateActivations.STANDARD, truncation, true);
        for (int b = 0; b < batch; b++) {
          LstmTape alone = Tapes.sequence(start, b);
          run(kernels, alone, w, GateActivations.STANDARD, truncation, true);
          Tapes.assertSame(
              Tapes.sequence(tape, b), alone, "H %d, %s, sequence %d".formatted(h, tape.extent, b));
        }
      }
    }
  }

  /**
   * The whole layer is the recurrence, then one chain over all rows for each weight, and the
   * product for the inputs; gradients that go on continue the chains.
   */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void backwardOfTheWholeLayer(Values values) {
    SeededRandom random = new SeededRandom(709);
    try (Kernels one = provider().create(1);
        Kernels three = provider().create(3)) {
      for (Tapes.Shape shape : Tapes.shapes(1, 2, 9)) {
        int h = shape.h();
        int inputs = 1 + random.nextInt(20);
        boolean accumulate = random.nextInt(2) == 0;
        int[] lengths = Tapes.lengths(shape.batch() == 1 ? 600 : 4, shape.batch(), random);
        Guarded w = Tapes.weights(h, values, random);
        Guarded wx = Guarded.matrix(Gates.COUNT * h, inputs, random).fill(values, random);
        LstmTape tape = Tapes.random(lengths, h, values, random);
        forward(one, tape, w, GateActivations.STANDARD, values, random);
        Guarded x = Guarded.matrix(tape.extent.rows(), inputs, random).fill(values, random);
        Guarded start =
            Guarded.dense(Gates.COUNT * h, inputs + h + 1, random)
                .fill(accumulate ? values : Values.NAN, random);
        LstmTape expected = Tapes.copy(tape);
        run(one, expected, w, GateActivations.STANDARD, 3, true);
        String what = "%s, I %d, H %d, %s".formatted(tape.extent, inputs, h, values);
        for (Kernels kernels : List.of(one, three)) {
          LstmTape back = Tapes.copy(tape);
          Guarded dw = start.copy();
          Guarded bias = Guarded.dense(1, Gates.COUNT * h, random);
          for (int j = 0; j < bias.columns; j++) {
            bias.set(0, j, start.get(j, inputs + h));
          }
          Guarded dx = Guarded.matrix(tape.extent.rows(), inputs, random);
          Matrix all = dw.view();
          LstmGradients gradients =
              new LstmGradients(
                      new Matrix().block(all, 0, 0, all.rows(), inputs),
                      new Matrix().block(all, 0, inputs, all.rows(), h),
                      bias.view())
                  .want(3, true)
                  .accumulate(accumulate);
          LstmWeights weights =
              new LstmWeights(
                  GateActivations.STANDARD,
                  Tapes.packBackward(kernels, wx),
                  Tapes.packBackward(kernels, w));
          kernels.lstmBackward(back, x.view(), weights, gradients, dx.view());
          Tapes.assertSame(expected, back, what);
          dw.assertGuards(what);
          bias.assertGuards(what);
          dx.assertGuards(what);
          checkWeights(expected, x, start, accumulate, dw, what);
          checkBias(expected, start, accumulate, bias, what);
          Guarded product = Guarded.matrix(x.rows, inputs, random);
          kernels.gemm(expected.gates(), weights.input(), product.view());
          assertSameBits(product.values(), dx.values(), what + ", dx");
        }
      }
    }
  }

  /** dW_x and dW_h, side by side: some of the elements against their chains. */
  private static void checkWeights(
      LstmTape tape, Guarded x, Guarded start, boolean accumulate, Guarded dw, String what) {
    int h = tape.hiddenSize;
    SeededRandom random = new SeededRandom(h);
    for (int i = 0; i < 200; i++) {
      int row = random.nextInt(dw.rows);
      int column = random.nextInt(x.columns + h);
      float sum = accumulate ? start.get(row, column) : 0f;
      for (int t = 0; t < tape.extent.steps(); t++) {
        for (int b = 0; b < tape.extent.active(t); b++) {
          float dz = tape.gates[tape.gateOffset(t) + Gates.COUNT * b * h + row];
          float factor =
              column < x.columns
                  ? x.get(tape.extent.row(t) + b, column)
                  : tape.hidden[tape.hiddenBefore(t) + b * h + column - x.columns];
          sum = Math.fma(dz, factor, sum);
        }
      }
      assertSameBits(sum, dw.get(row, column), what + ", dW", row, column);
    }
  }

  private static void checkBias(
      LstmTape tape, Guarded start, boolean accumulate, Guarded bias, String what) {
    for (int j = 0; j < bias.columns; j++) {
      float sum = accumulate ? start.get(j, start.columns - 1) : 0f;
      for (int r = 0; r < tape.extent.rows(); r++) {
        sum += tape.gates[r * bias.columns + j];
      }
      assertSameBits(sum, bias.get(0, j), what + ", db", j);
    }
  }
}
