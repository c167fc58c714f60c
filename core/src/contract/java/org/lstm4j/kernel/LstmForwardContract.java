package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** The recurrence forward. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface LstmForwardContract extends BackendContract {

  /** Runs what an operation of the contract would run on a tape. */
  private static void run(Kernels kernels, LstmTape tape, Guarded w, GateActivations activations) {
    kernels.lstmForward(tape, Tapes.forward(kernels, w, activations));
  }

  /** Whole numbers, for which the order of operations is of no account. */
  @Test
  default void forwardOfWholeNumbers() {
    SeededRandom random = new SeededRandom(601);
    List<Activation> exact = List.of(Activation.IDENTITY, Activation.RELU);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        int batch = 1 + random.nextInt(9);
        LstmTape tape = Tapes.random(3, batch, h, Values.WHOLE, random);
        for (float[] x : new float[][] {tape.gates, tape.cells, tape.hidden}) {
          for (int i = 0; i < x.length; i++) {
            x[i] = Float.isNaN(x[i]) ? x[i] : Math.signum(x[i]);
          }
        }
        Guarded w = Tapes.wholeWeights(h, random);
        GateActivations activations = Tapes.activations(exact, random);
        LstmOracle oracle = new LstmOracle(tape, w, activations);
        oracle.forward();
        run(kernels, tape, w, activations);
        oracle.assertWholeNumbers(tape, false, "H %d, B %d, %s".formatted(h, batch, activations));
      }
    }
  }

  /** The documented chain, to the bit, with all activations that are arithmetic alone. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void forwardAsDocumented(Values values) {
    SeededRandom random = new SeededRandom(602);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        for (int round = 0; round < 4; round++) {
          int steps = 1 + random.nextInt(4);
          int batch = 1 + random.nextInt(h > 33 ? 3 : 9);
          GateActivations activations = Tapes.activations(PlainLstm.ARITHMETIC, random);
          LstmTape tape =
              random.nextInt(2) == 0
                  ? Tapes.random(steps, batch, h, values, random)
                  : Tapes.random(Tapes.lengths(steps, batch, random), h, values, random);
          Guarded w = Tapes.weights(h, values, random);
          LstmTape expected = Tapes.copy(tape);
          new PlainLstm(w, activations).forward(expected);
          run(kernels, tape, w, activations);
          String what = "T %d, B %d, H %d, %s".formatted(steps, batch, h, activations);
          Tapes.assertSame(expected, tape, what);
          Tapes.assertGuards(tape, what);
        }
      }
    }
  }

  /** The reference's bits, with all activations, on any number of threads. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void forwardLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(603);
    try (Kernels one = provider().create(1);
        Kernels three = provider().create(3);
        Kernels reference = BackendContract.reference().create(1)) {
      for (Tapes.Shape shape : Tapes.shapes(1, 2, 3, 8, 17, 33)) {
        int h = shape.h();
        int batch = shape.batch();
        int steps = 1 + random.nextInt(4);
        GateActivations activations = Tapes.activations(ActivationsContract.ALL_FOR_GATES, random);
        LstmTape tape =
            random.nextInt(2) == 0
                ? Tapes.random(steps, batch, h, values, random)
                : Tapes.random(Tapes.lengths(steps, batch, random), h, values, random);
        LstmTape threaded = Tapes.copy(tape);
        LstmTape expected = Tapes.copy(tape);
        Guarded w = Tapes.weights(h, values, random);
        run(reference, expected, w, activations);
        run(one, tape, w, activations);
        run(three, threaded, w, activations);
        String what = "T %d, B %d, H %d, %s".formatted(steps, batch, h, activations);
        Tapes.assertSame(expected, tape, what);
        Tapes.assertSame(expected, threaded, what + ", 3 threads");
        Tapes.assertGuards(threaded, what + ", 3 threads");
        Tapes.assertGuards(tape, what);
      }
    }
  }

  /**
   * The whole layer is the input product and the recurrence one after the other, for training and
   * for inference, on any number of threads.
   */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void layerIsProductAndRecurrence(Values values) {
    SeededRandom random = new SeededRandom(606);
    try (Kernels one = provider().create(1);
        Kernels three = provider().create(3);
        Kernels reference = BackendContract.reference().create(1)) {
      for (Tapes.Shape shape : Tapes.shapes(1, 2, 8, 17, 33, 200)) {
        int h = shape.h();
        int batch = shape.batch();
        int steps = 1 + random.nextInt(4);
        int inputs = 1 + random.nextInt(40);
        GateActivations activations =
            random.nextInt(2) == 0
                ? GateActivations.STANDARD
                : Tapes.activations(ActivationsContract.ALL_FOR_GATES, random);
        LstmTape tape =
            random.nextInt(2) == 0
                ? Tapes.random(steps, batch, h, values, random)
                : Tapes.random(Tapes.lengths(steps, batch, random), h, values, random);
        Guarded x = Guarded.matrix(tape.extent.rows(), inputs, random).fill(values, random);
        Guarded input = Guarded.matrix(4 * h, inputs, random).fill(values, random);
        Guarded bias = Guarded.dense(1, Gates.COUNT * h, random).fill(values, random);
        Guarded w = Tapes.weights(h, values, random);
        LstmTape expected = Tapes.copy(tape);
        PackedMatrix packed = Tapes.packForward(reference, input);
        reference.gemm(x.view(), packed, bias.view(), expected.gates());
        run(reference, expected, w, activations);
        String what = "T %d, B %d, I %d, H %d, %s".formatted(steps, batch, inputs, h, activations);
        for (Kernels kernels : List.of(one, three)) {
          LstmTape training = Tapes.copy(tape);
          LstmTape inference = Tapes.inference(tape);
          LstmWeights weights =
              new LstmWeights(
                  activations,
                  Tapes.packForward(kernels, input),
                  Tapes.packForward(kernels, w),
                  bias.view());
          for (LstmTape each : List.of(training, inference)) {
            kernels.lstmForward(each, x.view(), weights);
          }
          Tapes.assertSame(expected, training, what);
          Tapes.assertGuards(training, what);
          Tapes.assertSameStates(expected, inference, what);
        }
      }
    }
  }

  /** Double precision, within the bound of a running error analysis. */
  @Test
  default void forwardInDouble() {
    SeededRandom random = new SeededRandom(604);
    try (Kernels kernels = provider().create(1)) {
      for (int h : new int[] {1, 2, 3, 5, 8, 17, 33}) {
        for (Activation activation : Activation.forGates()) {
          for (int role = 0; role < 4; role++) {
            GateActivations activations = inRole(activation, role);
            LstmTape tape = Tapes.random(3, 2, h, Values.NORMAL, random);
            Guarded w = Tapes.weights(h, Values.NORMAL, random);
            LstmOracle oracle = new LstmOracle(tape, w, activations);
            oracle.forward();
            run(kernels, tape, w, activations);
            oracle.assertForward(tape, "H %d, %s".formatted(h, activations));
          }
        }
      }
    }
  }

  /** The standard activations with one of them replaced; with none in role 3. */
  static GateActivations inRole(Activation activation, int role) {
    GateActivations standard = GateActivations.STANDARD;
    return new GateActivations(
        role == 0 ? activation : standard.gate(),
        role == 1 ? activation : standard.candidate(),
        role == 2 ? activation : standard.cell());
  }

  /** Every activation at arguments of every binade and at special ones, like the reference. */
  @Test
  default void activationsAtAnyBits() {
    SeededRandom random = new SeededRandom(605);
    int h = 2048;
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      PackedMatrix none = kernels.newPackedMatrix(h, 4 * h);
      PackedMatrix referenceNone = reference.newPackedMatrix(h, 4 * h);
      for (Activation activation : ActivationsContract.ALL_FOR_GATES) {
        for (int role = 0; role < 3; role++) {
          GateActivations activations =
              role < 2
                  ? new GateActivations(activation, activation, Activation.IDENTITY)
                  : new GateActivations(Activation.IDENTITY, Activation.IDENTITY, activation);
          LstmTape tape = Tapes.random(1, 1, h, Values.WHOLE, random);
          for (int j = 0; j < h; j++) {
            tape.hidden[j] = 0f;
            if (role < 2) {
              for (int gate = 0; gate < 4; gate++) {
                tape.gates[gate * h + j] = Values.BITS.next(random);
              }
            } else { // c = 1·c_prev + 0·0, o = 1
              tape.cells[j] = Values.BITS.next(random);
              tape.gates[j] = 0f;
              tape.gates[h + j] = 1f;
              tape.gates[2 * h + j] = 0f;
              tape.gates[3 * h + j] = 1f;
            }
          }
          LstmTape expected = Tapes.copy(tape);
          kernels.lstmForward(tape, Tapes.recurrence(none, activations));
          reference.lstmForward(expected, Tapes.recurrence(referenceNone, activations));
          Tapes.assertSame(expected, tape, activation + ", round " + role);
        }
      }
    }
  }

  /** What is below 2^−126 in c and h becomes +0, whatever its sign; 2^−126 stays. */
  @Test
  default void forwardFlushes() {
    float[] products = {0x1p-140f, -0x1p-140f, -0f, 0x1.fffffcp-127f, 0x1p-126f, -0x1p-126f};
    float[] expected = {0f, 0f, 0f, 0f, 0x1p-126f, -0x1p-126f};
    GateActivations identity =
        new GateActivations(Activation.IDENTITY, Activation.IDENTITY, Activation.IDENTITY);
    try (Kernels kernels = provider().create(1)) {
      for (int h : new int[] {1, 7, 16, 33}) {
        PackedMatrix none = kernels.newPackedMatrix(h, 4 * h);
        for (int at = 0; at < h; at++) {
          for (int i = 0; i < products.length; i++) {
            LstmTape tape = new LstmTape(new Extent(2, 1), h, true);
            tape.gates[at] = products[i]; // i·g = product·1
            tape.gates[2 * h + at] = 1f;
            tape.gates[3 * h + at] = 1f;
            tape.gates[4 * h + h + at] = 1f; // the second step keeps c and has h = product·c
            tape.cells[at] = -0f;
            kernels.lstmForward(tape, Tapes.recurrence(none, identity));
            assertSameBits(expected[i], tape.cells[h + at], "c", h, at, products[i]);
            assertSameBits(expected[i], tape.cellOutputs[at], "y", h, at, products[i]);
            assertSameBits(expected[i], tape.hidden[h + at], "h", h, at, products[i]);
            tape.extent.begin(1, 1);
            tape.gates[at] = 1f;
            tape.gates[2 * h + at] = 1f; // c = 1
            tape.gates[3 * h + at] = products[i];
            kernels.lstmForward(tape, Tapes.recurrence(none, identity));
            assertSameBits(expected[i], tape.hidden[h + at], "o·y", h, at, products[i]);
          }
        }
      }
    }
  }

  /** A sequence alone gives the bits that it gives in a batch. */
  @Test
  default void forwardOfEachSequenceAlone() {
    SeededRandom random = new SeededRandom(606);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        int batch = 2 + random.nextInt(8);
        LstmTape tape =
            random.nextInt(2) == 0
                ? Tapes.random(3, batch, h, Values.NORMAL, random)
                : Tapes.random(Tapes.lengths(3, batch, random), h, Values.NORMAL, random);
        LstmTape start = Tapes.copy(tape);
        Guarded w = Tapes.weights(h, Values.NORMAL, random);
        run(kernels, tape, w, GateActivations.STANDARD);
        for (int b = 0; b < batch; b++) {
          LstmTape alone = Tapes.sequence(start, b);
          run(kernels, alone, w, GateActivations.STANDARD);
          Tapes.assertSame(
              Tapes.sequence(tape, b), alone, "H %d, sequence %d of %d".formatted(h, b, batch));
        }
      }
    }
  }
}
