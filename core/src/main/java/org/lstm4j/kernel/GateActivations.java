package org.lstm4j.kernel;

import java.util.Objects;

/**
 * The three activation functions of an LSTM cell.
 *
 * @param gate of the input, forget and output gates
 * @param candidate of the candidate g
 * @param cell of the cell state on its way to the output, h = o · cell(c)
 */
public record GateActivations(Activation gate, Activation candidate, Activation cell) {

  /** The LSTM of Hochreiter and Schmidhuber with forget gates: sigmoid, tanh, tanh. */
  public static final GateActivations STANDARD =
      new GateActivations(Activation.SIGMOID, Activation.TANH, Activation.TANH);

  /** Checks that all three are there. */
  public GateActivations {
    Objects.requireNonNull(gate, "gate activation");
    Objects.requireNonNull(candidate, "candidate activation");
    Objects.requireNonNull(cell, "cell activation");
    check("gate", gate);
    check("candidate", candidate);
    check("cell", cell);
  }

  private static void check(String what, Activation activation) {
    if (!activation.isForGates()) {
      throw new IllegalArgumentException(
          "the %s activation is %s; expected one of %s"
              .formatted(what, activation, Activation.forGates()));
    }
  }
}
