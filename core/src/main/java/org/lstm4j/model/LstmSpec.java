package org.lstm4j.model;

import java.util.Objects;
import org.lstm4j.kernel.GateActivations;

/**
 * One LSTM layer.
 *
 * @param hiddenSize hidden units H, at least 1
 * @param activations its gate, candidate and cell activations
 */
public record LstmSpec(int hiddenSize, GateActivations activations) {

  /** Checks the size. */
  public LstmSpec {
    ModelSpec.checkSize("hidden size", hiddenSize);
    Objects.requireNonNull(activations, "activations");
  }

  /**
   * A layer with the standard activations.
   *
   * @param hiddenSize hidden units H, at least 1
   */
  public LstmSpec(int hiddenSize) {
    this(hiddenSize, GateActivations.STANDARD);
  }
}
