package org.lstm4j.kernel;

import java.util.Objects;

/**
 * What the equations of an LSTM's step may have besides its products.
 *
 * @param activations σ, φ and ψ
 * @param coupled whether the forget gate is 1 − i and has no weights that act (Greff et al. 2017,
 *     CIFG)
 * @param clip the greatest magnitude of what the gates' activations get; infinite for none
 */
public record CellEquations(GateActivations activations, boolean coupled, float clip) {

  /** Checks the limit. */
  public CellEquations {
    Objects.requireNonNull(activations, "activations");
    if (!(clip > 0f)) {
      throw new IllegalArgumentException(
          "the clip of the gates is %s; expected a positive number".formatted(clip));
    }
  }

  /** {@return whether the gates are clipped} */
  public boolean clips() {
    return clip < Float.POSITIVE_INFINITY;
  }
}
