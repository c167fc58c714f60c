package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.random.SeededRandom;

/** Tapes for tests: NaN where nothing may be read, a canary where nothing may be written. */
public final class Tapes {
  private static final int CANARY = 0x7fc0_7a9e;

  private Tapes() {}

  /** Hidden units H and sequences B of a layer. */
  public record Shape(int h, int batch) {}

  /**
   * {@return every small H with each of some B, and layers whose recurrent weights do not fit near
   * caches, for few sequences and for more}
   */
  public static List<Shape> shapes(int... batches) {
    List<Shape> shapes = new ArrayList<>();
    for (int h : Values.SIZES) {
      for (int batch : batches) {
        shapes.add(new Shape(h, batch));
      }
    }
    Collections.addAll(shapes, new Shape(256, 9), new Shape(512, 2), new Shape(768, 13));
    return shapes;
  }

  /** A tape with room to spare, for a smaller batch, with random gates and initial states. */
  public static LstmTape random(int steps, int batch, int h, Values values, SeededRandom random) {
    LstmTape tape = new LstmTape(steps + random.nextInt(3), batch + random.nextInt(3), h, true);
    for (float[] array : arrays(tape)) {
      Arrays.fill(array, Float.intBitsToFloat(CANARY));
    }
    tape.begin(steps, batch);
    for (int i = 0; i < 6; i++) {
      Arrays.fill(arrays(tape)[i], 0, used(tape)[i], Float.NaN);
    }
    fill(tape.gates, 0, 4 * steps * tape.block(), values, random);
    fill(tape.cells, 0, tape.block(), values, random);
    fill(tape.hidden, 0, tape.block(), values, random);
    return tape;
  }

  /** Sets the gradients that a backward pass starts from. */
  public static void startBackward(LstmTape tape, Values values, SeededRandom random) {
    Arrays.fill(tape.dHidden, 0, tape.block(), 0f);
    fill(tape.dHidden, tape.block(), tape.steps() * tape.block(), values, random);
    fill(tape.dCells, 0, tape.block(), values, random);
  }

  private static void fill(float[] x, int from, int length, Values values, SeededRandom random) {
    for (int i = from; i < from + length; i++) {
      x[i] = values.next(random);
    }
  }

  private static float[][] arrays(LstmTape tape) {
    return new float[][] {
      tape.gates, tape.cells, tape.cellOutputs, tape.hidden, tape.dHidden, tape.dCells
    };
  }

  /** How much of each of {@link #arrays} the batch at hand uses. */
  private static int[] used(LstmTape tape) {
    int block = tape.block();
    int steps = tape.steps();
    int states = (steps + 1) * block;
    return new int[] {4 * steps * block, states, steps * block, states, states, block};
  }

  /** A copy with the same room. */
  public static LstmTape copy(LstmTape tape) {
    int h = tape.hiddenSize;
    int perStep = tape.dCells.length;
    LstmTape copy = new LstmTape(tape.cellOutputs.length / perStep, perStep / h, h, true);
    float[][] from = arrays(tape);
    float[][] to = arrays(copy);
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
    copy.begin(tape.steps(), tape.batch());
    return copy;
  }

  /** The start of a tape of {@link #random} as a tape for inference, with canaries likewise. */
  public static LstmTape inference(LstmTape tape) {
    int h = tape.hiddenSize;
    int perStep = tape.dCells.length;
    LstmTape copy = new LstmTape(tape.cellOutputs.length / perStep, perStep / h, h, false);
    Arrays.fill(copy.cells, Float.intBitsToFloat(CANARY));
    copy.begin(tape.steps(), tape.batch());
    System.arraycopy(tape.gates, 0, copy.gates, 0, tape.gates.length);
    System.arraycopy(tape.cells, 0, copy.cells, 0, tape.block());
    System.arraycopy(tape.hidden, 0, copy.hidden, 0, tape.hidden.length);
    return copy;
  }

  /** Fails if a tape for inference ends in other states than one for training. */
  public static void assertSameStates(LstmTape training, LstmTape inference, String what) {
    int last = training.cellOffset(training.steps());
    for (int j = 0; j < inference.cells.length; j++) {
      if (j < training.block()) {
        assertSameBits(training.cells[last + j], inference.cells[j], what + ", cells", j);
      } else {
        assertEquals(CANARY, Float.floatToRawIntBits(inference.cells[j]), what + ", cells");
      }
    }
    assertSameBits(training.hidden, inference.hidden, what + ", hidden");
    for (int j = 4 * inference.steps() * inference.block(); j < inference.gates.length; j++) {
      assertEquals(CANARY, Float.floatToRawIntBits(inference.gates[j]), what + ", gates");
    }
  }

  /** One sequence as a batch of its own, with exactly the room that it needs. */
  public static LstmTape sequence(LstmTape tape, int b) {
    return piece(tape, 0, tape.steps(), b, 1);
  }

  /** Some steps as a tape of their own, with exactly the room that they need. */
  public static LstmTape segment(LstmTape tape, int from, int to) {
    return piece(tape, from, to, 0, tape.batch());
  }

  private static LstmTape piece(LstmTape tape, int from, int to, int firstB, int batch) {
    int h = tape.hiddenSize;
    LstmTape piece = new LstmTape(to - from, batch, h, true);
    int row = batch * h;
    int b = firstB * h;
    for (int t = from; t <= to; t++) {
      int source = tape.stateOffset(t) + b;
      int target = piece.stateOffset(t - from);
      System.arraycopy(tape.cells, source, piece.cells, target, row);
      System.arraycopy(tape.hidden, source, piece.hidden, target, row);
      System.arraycopy(tape.dHidden, source, piece.dHidden, target, row);
      if (t < to) {
        System.arraycopy(tape.cellOutputs, source, piece.cellOutputs, target, row);
        System.arraycopy(tape.gates, tape.gateOffset(t) + 4 * b, piece.gates, 4 * target, 4 * row);
      }
    }
    System.arraycopy(tape.dCells, b, piece.dCells, 0, row);
    return piece;
  }

  /** Fails if two tapes of the same batch differ in a bit that counts. */
  public static void assertSame(LstmTape expected, LstmTape actual, String what) {
    String[] names = {"gates", "cells", "cellOutputs", "hidden", "dHidden", "dCells"};
    int[] used = used(expected);
    float[][] a = arrays(expected);
    float[][] b = arrays(actual);
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < used[i]; j++) {
        assertSameBits(a[i][j], b[i][j], what + ", " + names[i], j);
      }
    }
  }

  /** Fails if a tape of {@link #random} was written outside the batch at hand. */
  public static void assertGuards(LstmTape tape, String what) {
    float[][] arrays = arrays(tape);
    for (int i = 0; i < arrays.length; i++) {
      float[] array = arrays[i];
      for (int j = used(tape)[i]; j < array.length; j++) {
        assertEquals(CANARY, Float.floatToRawIntBits(array[j]), what + ", index " + j);
      }
    }
  }

  /** W_h {@code [4H × H]}, with columns scaled so that states stay of order 1. */
  public static Guarded weights(int h, Values values, SeededRandom random) {
    Guarded weights = Guarded.matrix(4 * h, h, random).fill(values, random);
    float scale = (float) (1 / Math.sqrt(h));
    for (int r = 0; r < weights.rows; r++) {
      for (int c = 0; c < h; c++) {
        weights.set(r, c, weights.get(r, c) * scale);
      }
    }
    return weights;
  }

  /** W_h of −1, 0 and 1 with at most one number other than 0 per row and gate column. */
  public static Guarded wholeWeights(int h, SeededRandom random) {
    Guarded weights = Guarded.matrix(4 * h, h, random);
    for (int r = 0; r < weights.rows; r++) {
      for (int c = 0; c < h; c++) {
        weights.set(r, c, (r + r / h) % h == c ? random.nextInt(3) - 1f : 0f);
      }
    }
    return weights;
  }

  /** Packs W_h for the forward pass. */
  public static PackedMatrix packForward(Kernels kernels, Guarded weights) {
    PackedMatrix packed =
        kernels.newPackedMatrix(/* rows= */ weights.columns, /* columns= */ weights.rows);
    kernels.packTransposed(packed, weights.array, weights.offset, weights.ld);
    return packed;
  }

  /** Packs W_h for the backward pass. */
  public static PackedMatrix packBackward(Kernels kernels, Guarded weights) {
    PackedMatrix packed = kernels.newPackedMatrix(weights.rows, weights.columns);
    kernels.pack(packed, weights.array, weights.offset, weights.ld);
    return packed;
  }

  /** {@return three activations at random} */
  public static GateActivations activations(List<Activation> among, SeededRandom random) {
    return new GateActivations(
        among.get(random.nextInt(among.size())),
        among.get(random.nextInt(among.size())),
        among.get(random.nextInt(among.size())));
  }
}
