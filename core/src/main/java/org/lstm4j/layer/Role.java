package org.lstm4j.layer;

/** What parameters are for, which decides how they are initialised. */
public enum Role {
  /** From the inputs of an LSTM layer to a gate, {@code [H × I]}. */
  INPUT_WEIGHTS,
  /** From the states of an LSTM layer to a gate, {@code [H × H]}. */
  RECURRENT_WEIGHTS,
  /** From the states of an LSTM layer to its projected outputs, {@code [P × H]}. */
  PROJECTION_WEIGHTS,
  /** From the cell of an LSTM layer to its gates, unit by unit. */
  PEEPHOLES,
  /** Of a gate other than the forget gate, {@code [H]}. */
  GATE_BIAS,
  /** Of the forget gate, {@code [H]}. */
  FORGET_BIAS,
  /** Of a dense layer, {@code [O × I]}. */
  DENSE_WEIGHTS,
  /** Of a dense layer, {@code [O]}. */
  DENSE_BIAS,
  /** Rows of a table, {@code [classes × size]}. */
  EMBEDDING,
  /** What rows are multiplied by, value by value. */
  SCALE,
  /** What is added to rows, value by value. */
  SHIFT,
  /** A mean that was measured. */
  MEAN,
  /** A variance that was measured. */
  VARIANCE;

  /** {@return whether these are weights, and not what is added or multiplied by itself} */
  public boolean isWeights() {
    return this == INPUT_WEIGHTS
        || this == RECURRENT_WEIGHTS
        || this == PROJECTION_WEIGHTS
        || this == DENSE_WEIGHTS
        || this == EMBEDDING;
  }

  /** {@return whether training changes these, and they were not measured} */
  public boolean isTrained() {
    return this != MEAN && this != VARIANCE;
  }

  /** {@return the value at which other parameters than weights change nothing} */
  public float neutral() {
    return this == SCALE || this == VARIANCE ? 1f : 0f;
  }
}
