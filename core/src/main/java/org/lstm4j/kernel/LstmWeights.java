package org.lstm4j.kernel;

import java.util.Objects;

/**
 * The weights of an LSTM layer as its kernels read them. For the way forward the matrices are
 * packed from transposes; for the way back they are packed as they are, and there is no bias.
 *
 * <pre>
 *             forward              back
 * input       W_xᵀ as [I × 4H]     W_x as [4H × I]
 * recurrent   W_hᵀ as [H × 4H]     W_h as [4H × H]
 * bias        b    as [1 × 4H]     none
 * </pre>
 *
 * <p>Columns, or rows on the way back, are gates in the order of {@link Gates}.
 */
public final class LstmWeights {
  private GateActivations activations;
  private PackedMatrix input;
  private PackedMatrix recurrent;
  private Matrix bias;

  /**
   * Weights for the way forward.
   *
   * @param activations σ, φ and ψ
   * @param input W<sub>x</sub>ᵀ packed as {@code [I × 4H]}
   * @param recurrent W<sub>h</sub>ᵀ packed as {@code [H × 4H]}
   * @param bias b {@code [1 × 4H]}
   */
  public LstmWeights(
      GateActivations activations, PackedMatrix input, PackedMatrix recurrent, Matrix bias) {
    this(activations, input, recurrent);
    this.bias = Objects.requireNonNull(bias, "bias");
  }

  /**
   * Weights for the way back.
   *
   * @param activations σ, φ and ψ of the way forward
   * @param input W<sub>x</sub> packed as {@code [4H × I]}
   * @param recurrent W<sub>h</sub> packed as {@code [4H × H]}
   */
  public LstmWeights(GateActivations activations, PackedMatrix input, PackedMatrix recurrent) {
    this.activations = Objects.requireNonNull(activations, "activations");
    this.input = Objects.requireNonNull(input, "input weights");
    this.recurrent = Objects.requireNonNull(recurrent, "recurrent weights");
  }

  /** No weights yet; for a backend that hands on to others, see {@link #set}. */
  public LstmWeights() {}

  /**
   * Becomes other weights in other packed forms.
   *
   * @param other the other weights
   * @param newInput their input weights
   * @param newRecurrent their recurrent weights
   * @return this
   */
  public LstmWeights set(LstmWeights other, PackedMatrix newInput, PackedMatrix newRecurrent) {
    activations = other.activations;
    input = newInput;
    recurrent = newRecurrent;
    bias = other.bias;
    return this;
  }

  /** {@return σ, φ and ψ} */
  public GateActivations activations() {
    return activations;
  }

  /** {@return the packed input weights} */
  public PackedMatrix input() {
    return input;
  }

  /** {@return the packed recurrent weights} */
  public PackedMatrix recurrent() {
    return recurrent;
  }

  /** {@return the bias; null on the way back} */
  public Matrix bias() {
    return bias;
  }
}
