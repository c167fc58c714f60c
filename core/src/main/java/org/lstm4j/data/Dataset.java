package org.lstm4j.data;

/**
 * Samples of one shape, in a fixed order. Read-only while it is used; {@link #fill} may be called
 * from several threads with batches of their own.
 */
public interface Dataset {

  /** {@return the number of samples, at least 1} */
  int size();

  /** {@return the shape that all samples share} */
  SampleShape shape();

  /**
   * {@return the number of time steps of a sample, at most those of the shape}
   *
   * @param sample its number, in [0, size)
   */
  default int steps(int sample) {
    return shape().steps();
  }

  /**
   * Fills a batch.
   *
   * @param samples numbers of samples, each in [0, size), in descending order of their steps
   * @param from index in {@code samples} of the batch's first
   * @param count how many, 1 to the batch's maximum
   * @param batch receives inputs and targets
   */
  void fill(int[] samples, int from, int count, Batch batch);
}
