package org.lstm4j.layer;

import org.lstm4j.random.SeededRandom;

/** How a pass through the layers is meant; one object for all passes of a training run. */
public final class Pass {
  private int truncation;
  private boolean accumulates;
  private boolean drops;
  private long seed;
  private long epoch;
  private int[] samples = {};

  /** An exact pass whose gradients overwrite older ones. */
  public Pass() {}

  /**
   * Sets where back-propagation through time is cut.
   *
   * @param steps steps between two cuts, counted from the end of each sequence, or 0 for none
   * @return this
   */
  public Pass truncation(int steps) {
    truncation = steps;
    return this;
  }

  /**
   * Sets whether the parameters' gradients go on from what is there, in the same chains.
   *
   * @param accumulate whether they do; else they are overwritten
   * @return this
   */
  public Pass accumulate(boolean accumulate) {
    accumulates = accumulate;
    return this;
  }

  /**
   * Lets values be dropped, by masks that depend on what is given here, and on layer, step and
   * unit.
   *
   * @param newSeed any number
   * @param newEpoch number of the epoch, or of whatever shall have masks of its own
   * @param newSamples number of the sample that each sequence of the batch is; kept, not copied
   * @return this
   */
  public Pass drop(long newSeed, long newEpoch, int[] newSamples) {
    drops = true;
    seed = newSeed;
    epoch = newEpoch;
    samples = newSamples;
    return this;
  }

  /**
   * Lets no value be dropped, as in prediction.
   *
   * @return this
   */
  public Pass dropNothing() {
    drops = false;
    return this;
  }

  /** {@return whether values are dropped} */
  public boolean drops() {
    return drops;
  }

  /**
   * {@return the key of the mask of one row; {@link SeededRandom#uniform} has its numbers}
   *
   * @param layer number of the layer
   * @param sequence number of the sequence in the batch
   * @param step time step, or 0 for a mask that serves all
   */
  public long maskKey(int layer, int sequence, int step) {
    long key = SeededRandom.key(seed, SeededRandom.DROPOUT);
    key = SeededRandom.key(key, epoch);
    key = SeededRandom.key(key, samples[sequence]);
    key = SeededRandom.key(key, layer);
    return SeededRandom.key(key, step);
  }

  /** {@return steps between two cuts, or 0 for exact gradients} */
  public int truncation() {
    return truncation;
  }

  /** {@return whether the parameters' gradients go on from what is there} */
  public boolean accumulates() {
    return accumulates;
  }
}
