package org.lstm4j.infer;

/**
 * What stands in an answer for the steps beyond a sequence's end, where sequences of several
 * lengths share one array. No layer sees such a step; this only says what is written.
 */
public enum PaddedSteps {
  /**
   * Zeros, as PyTorch's {@code pad_packed_sequence}, ONNX Runtime with {@code sequence_lens}, and
   * Keras with {@code zero_output_for_mask} give them. There, layers above the LSTM then make
   * something of these zeros; here they do not.
   */
  ZERO,

  /** The last answer of the sequence once more, as Keras gives it behind a mask. */
  LAST
}
