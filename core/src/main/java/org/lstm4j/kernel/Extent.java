package org.lstm4j.kernel;

import java.util.Arrays;

/**
 * How many steps of how many sequences a pass is about: one object that everything in the pass
 * shares. Sequences may have lengths of their own and then stand in descending order of them, so
 * that the sequences of a step are the first ones of the batch. Data of all steps have a row for
 * every step of every sequence and none for what is not there, step after step, as in PyTorch's
 * packed sequences:
 *
 * <pre>
 * lengths 3, 2, 2      step 0: rows 0 1 2     step 1: rows 3 4 5     step 2: row 6
 * </pre>
 */
public final class Extent {
  /** Enough rows for a product to be worth its beginning, few enough to stay near. Decision 9. */
  private static final int PIECE_ROWS = 256;

  private final int maxSteps;
  private final int maxBatch;
  private final int[] active; // sequences of each step
  private final int[] firstRow; // of each step
  private final int[] lengths; // of each sequence
  private int steps;
  private int batch;
  private int rows;
  private boolean uniform;

  /**
   * Room for batches up to a size; begins with the largest one.
   *
   * @param maxSteps the longest sequence T, at least 1
   * @param maxBatch the largest batch B, at least 1
   */
  public Extent(int maxSteps, int maxBatch) {
    this.maxSteps = maxSteps;
    this.maxBatch = maxBatch;
    this.active = new int[maxSteps];
    this.firstRow = new int[maxSteps];
    this.lengths = new int[maxBatch];
    begin(maxSteps, maxBatch);
  }

  /**
   * Sets the size of the batch at hand, all sequences of one length.
   *
   * @param newSteps time steps T, 1 to the maximum
   * @param newBatch sequences B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range
   */
  public void begin(int newSteps, int newBatch) {
    check(newSteps, newBatch);
    steps = newSteps;
    batch = newBatch;
    rows = Math.multiplyExact(newSteps, newBatch);
    uniform = true;
  }

  /**
   * Sets the lengths of the sequences of the batch at hand.
   *
   * @param newLengths the length of each sequence in descending order, each from 1 to the most
   *     steps
   * @param newBatch how many sequences there are, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range or the order is another
   */
  public void begin(int[] newLengths, int newBatch) {
    check(newLengths[0], newBatch);
    for (int b = 1; b < newBatch; b++) {
      if (newLengths[b] < 1 || newLengths[b] > newLengths[b - 1]) {
        throw new IllegalArgumentException(
            "sequence %d has %d steps after one of %d; expected 1 to %d, in descending order"
                .formatted(b, newLengths[b], newLengths[b - 1], newLengths[b - 1]));
      }
    }
    steps = newLengths[0];
    batch = newBatch;
    uniform = newLengths[newBatch - 1] == steps;
    rows = 0;
    System.arraycopy(newLengths, 0, lengths, 0, newBatch);
    int present = newBatch;
    for (int t = 0; t < steps; t++) {
      while (lengths[present - 1] <= t) {
        present--;
      }
      active[t] = present;
      firstRow[t] = rows;
      rows += present;
    }
  }

  /**
   * Takes over the size of another extent.
   *
   * @param other the other one
   * @throws IllegalArgumentException if it does not fit
   */
  public void begin(Extent other) {
    if (other.uniform) {
      begin(other.steps, other.batch);
    } else {
      begin(other.lengths, other.batch);
    }
  }

  private void check(int newSteps, int newBatch) {
    if (newSteps < 1 || newSteps > maxSteps || newBatch < 1 || newBatch > maxBatch) {
      throw new IllegalArgumentException(
          "a batch of %d steps × %d sequences does not fit room for %d × %d"
              .formatted(newSteps, newBatch, maxSteps, maxBatch));
    }
  }

  /** {@return the longest sequence there is room for} */
  public int maxSteps() {
    return maxSteps;
  }

  /** {@return the largest batch there is room for} */
  public int maxBatch() {
    return maxBatch;
  }

  /** {@return time steps T of the longest sequence at hand} */
  public int steps() {
    return steps;
  }

  /** {@return sequences B of the batch at hand} */
  public int batch() {
    return batch;
  }

  /** {@return the number of rows, the lengths of all sequences together} */
  public int rows() {
    return rows;
  }

  /** {@return whether all sequences are of one length} */
  public boolean isUniform() {
    return uniform;
  }

  /**
   * {@return whether this extent and another are of as many sequences of the same one length}
   *
   * @param other the other one
   */
  public boolean isUniformLike(Extent other) {
    return uniform && other.uniform && steps == other.steps && batch == other.batch;
  }

  /**
   * {@return how many sequences have a step; it is the first ones that do}
   *
   * @param t time step, 0 to T − 1
   */
  public int active(int t) {
    return uniform ? batch : active[t];
  }

  /**
   * {@return the first row of a step}
   *
   * @param t time step, 0 to T − 1
   */
  public int row(int t) {
    return uniform ? t * batch : firstRow[t];
  }

  /**
   * {@return the length of a sequence}
   *
   * @param b sequence, 0 to B − 1
   */
  public int length(int b) {
    return uniform ? steps : lengths[b];
  }

  /**
   * {@return where the run of sequences of one length ends, or where the range does}
   *
   * @param b the first sequence of the run
   * @param to the sequence after the last one of the range
   */
  public int endOfLength(int b, int to) {
    if (uniform) {
      return to;
    }
    int end = b + 1;
    while (end < to && lengths[end] == lengths[b]) {
      end++;
    }
    return end;
  }

  /**
   * {@return where a piece of steps ends whose rows products of the way back read together: the
   * states before its steps lie side by side, as those after do, and it has few enough rows to stay
   * near, or is a single step}
   *
   * @param t the first step of the piece
   */
  public int endOfPiece(int t) {
    int row = row(t);
    int end = t + 1;
    while (end < steps
        && (end == 1 || active(end - 1) == active(end - 2))
        && row(end) + active(end) - row <= PIECE_ROWS) {
      end++;
    }
    return end;
  }

  /**
   * {@return whether truncated back-propagation cuts before a step of a sequence: every so many
   * steps, counted from the sequence's end, but not before its first step}
   *
   * @param t time step of the sequence
   * @param b the sequence
   * @param truncation steps between two cuts, or 0 for none
   */
  public boolean isCut(int t, int b, int truncation) {
    return truncation > 0 && t > 0 && (length(b) - t) % truncation == 0;
  }

  @Override
  public String toString() {
    return uniform
        ? "%d steps × %d sequences".formatted(steps, batch)
        : "sequences of " + Arrays.toString(Arrays.copyOf(lengths, batch)) + " steps";
  }
}
