package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
    Extent extent = new Extent(steps + random.nextInt(3), batch + random.nextInt(3));
    extent.begin(steps, batch);
    return random(extent, h, values, random);
  }

  /** The same for sequences of lengths of their own. */
  public static LstmTape random(int[] lengths, int h, Values values, SeededRandom random) {
    Extent extent = new Extent(lengths[0] + random.nextInt(3), lengths.length + random.nextInt(3));
    extent.begin(lengths, lengths.length);
    return random(extent, h, values, random);
  }

  private static LstmTape random(Extent extent, int h, Values values, SeededRandom random) {
    LstmTape tape = new LstmTape(extent, h, true);
    for (float[] array : arrays(tape)) {
      Arrays.fill(array, Float.intBitsToFloat(CANARY));
    }
    for (int i = 0; i < 6; i++) {
      Arrays.fill(arrays(tape)[i], 0, used(tape)[i], Float.NaN);
    }
    fill(tape.gates, 0, used(tape)[0], values, random);
    fill(tape.cells, 0, block(tape), values, random);
    fill(tape.hidden, 0, block(tape), values, random);
    return tape;
  }

  /** {@return lengths of some sequences in descending order, many of them alike} */
  public static int[] lengths(int longest, int batch, SeededRandom random) {
    int[] lengths = new int[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = -1 - random.nextInt(longest);
    }
    Arrays.sort(lengths);
    for (int b = 0; b < batch; b++) {
      lengths[b] = -lengths[b];
    }
    return lengths;
  }

  /** Sets the gradients that a backward pass starts from. */
  public static void startBackward(LstmTape tape, Values values, SeededRandom random) {
    Arrays.fill(tape.dHidden, 0, block(tape), 0f);
    fill(tape.dHidden, block(tape), tape.extent.rows() * tape.hiddenSize, values, random);
    fill(tape.dCells, 0, block(tape), values, random);
  }

  /** B × H. */
  static int block(LstmTape tape) {
    return tape.extent.batch() * tape.hiddenSize;
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
    int outputs = tape.extent.rows() * tape.hiddenSize;
    int states = block(tape) + outputs;
    return new int[] {Gates.COUNT * outputs, states, outputs, states, states, block(tape)};
  }

  private static LstmTape empty(LstmTape like, boolean training) {
    Extent extent = new Extent(like.extent.maxSteps(), like.extent.maxBatch());
    extent.begin(like.extent);
    return new LstmTape(extent, like.hiddenSize, training);
  }

  /** A copy with the same room. */
  public static LstmTape copy(LstmTape tape) {
    LstmTape copy = empty(tape, true);
    float[][] from = arrays(tape);
    float[][] to = arrays(copy);
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
    return copy;
  }

  /** The start of a tape of {@link #random} as a tape for inference, with canaries likewise. */
  public static LstmTape inference(LstmTape tape) {
    LstmTape copy = empty(tape, false);
    Arrays.fill(copy.cells, Float.intBitsToFloat(CANARY));
    System.arraycopy(tape.gates, 0, copy.gates, 0, tape.gates.length);
    System.arraycopy(tape.cells, 0, copy.cells, 0, block(tape));
    System.arraycopy(tape.hidden, 0, copy.hidden, 0, tape.hidden.length);
    return copy;
  }

  /** Fails if a tape for inference ends in other states than one for training. */
  public static void assertSameStates(LstmTape training, LstmTape inference, String what) {
    int h = training.hiddenSize;
    for (int b = 0; b < training.extent.batch(); b++) {
      int last = training.cellsAfter(training.extent.length(b) - 1);
      for (int j = b * h; j < (b + 1) * h; j++) {
        assertSameBits(training.cells[last + j], inference.cells[j], what + ", cells", j);
      }
    }
    for (int j = block(training); j < inference.cells.length; j++) {
      assertEquals(CANARY, Float.floatToRawIntBits(inference.cells[j]), what + ", cells");
    }
    assertSameBits(training.hidden, inference.hidden, what + ", hidden");
    for (int j = used(inference)[0]; j < inference.gates.length; j++) {
      assertEquals(CANARY, Float.floatToRawIntBits(inference.gates[j]), what + ", gates");
    }
  }

  /** One sequence as a batch of its own, with exactly the room that it needs. */
  public static LstmTape sequence(LstmTape tape, int b) {
    return piece(tape, 0, tape.extent.length(b), b, 1);
  }

  /** Some steps as a tape of their own, with exactly the room that they need. */
  public static LstmTape segment(LstmTape tape, int from, int to) {
    return piece(tape, from, to, 0, tape.extent.batch());
  }

  private static LstmTape piece(LstmTape tape, int from, int to, int firstB, int batch) {
    int h = tape.hiddenSize;
    LstmTape piece = new LstmTape(new Extent(to - from, batch), h, true);
    int row = batch * h;
    int b = firstB * h;
    copyStates(tape, tape.hiddenBefore(from) + b, piece, 0, row);
    for (int t = from; t < to; t++) {
      int p = t - from;
      copyStates(tape, tape.hiddenAfter(t) + b, piece, piece.hiddenAfter(p), row);
      int out = tape.cellOutputOffset(t) + b;
      System.arraycopy(tape.cellOutputs, out, piece.cellOutputs, piece.cellOutputOffset(p), row);
      int z = tape.gateOffset(t) + Gates.COUNT * b;
      System.arraycopy(tape.gates, z, piece.gates, piece.gateOffset(p), Gates.COUNT * row);
    }
    System.arraycopy(tape.dCells, b, piece.dCells, 0, row);
    return piece;
  }

  private static void copyStates(LstmTape from, int source, LstmTape to, int target, int length) {
    System.arraycopy(from.cells, source, to.cells, target, length);
    System.arraycopy(from.hidden, source, to.hidden, target, length);
    System.arraycopy(from.dHidden, source, to.dHidden, target, length);
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
    kernels.packTransposed(packed, weights.view());
    return packed;
  }

  /** Packs W_h for the backward pass. */
  public static PackedMatrix packBackward(Kernels kernels, Guarded weights) {
    PackedMatrix packed = kernels.newPackedMatrix(weights.rows, weights.columns);
    kernels.pack(packed, weights.view());
    return packed;
  }

  /** Weights for a recurrence alone, forward. */
  public static LstmWeights forward(
      Kernels kernels, Guarded recurrent, GateActivations activations) {
    return recurrence(packForward(kernels, recurrent), activations);
  }

  /** Weights for a recurrence alone, back. */
  public static LstmWeights backward(
      Kernels kernels, Guarded recurrent, GateActivations activations) {
    return recurrence(packBackward(kernels, recurrent), activations);
  }

  /** Packed recurrent weights where a recurrence takes them; there is no input. */
  public static LstmWeights recurrence(PackedMatrix recurrent, GateActivations activations) {
    return new LstmWeights(activations, recurrent, recurrent);
  }

  /** {@return three activations at random} */
  public static GateActivations activations(List<Activation> among, SeededRandom random) {
    return new GateActivations(
        among.get(random.nextInt(among.size())),
        among.get(random.nextInt(among.size())),
        among.get(random.nextInt(among.size())));
  }
}
