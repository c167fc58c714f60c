package org.lstm4j.kernel;

import java.util.Objects;

/**
 * What the way back through an LSTM layer leaves: where the gradients of the weights go, and which
 * others are wanted. Made once for a set of parameters.
 */
public final class LstmGradients {
  private final Matrix inputWeights;
  private final Matrix recurrentWeights;
  private final Matrix bias;
  private boolean accumulates;
  private boolean initialState;
  private int truncation;

  /** Views for pieces of the gates' gradients and of what they meet or give. */
  final Matrix dz = new Matrix();

  final Matrix before = new Matrix();
  final Matrix inputs = new Matrix();
  final Matrix inputGradients = new Matrix();

  /**
   * Places for gradients; they are overwritten, those of the first state are not wanted, and
   * nothing is cut.
   *
   * @param inputWeights dW<sub>x</sub> {@code [4H × I]}
   * @param recurrentWeights dW<sub>h</sub> {@code [4H × H]}
   * @param bias db {@code [1 × 4H]}
   */
  public LstmGradients(Matrix inputWeights, Matrix recurrentWeights, Matrix bias) {
    this.inputWeights = Objects.requireNonNull(inputWeights, "input weights");
    this.recurrentWeights = Objects.requireNonNull(recurrentWeights, "recurrent weights");
    this.bias = Objects.requireNonNull(bias, "bias");
  }

  /**
   * Sets what is wanted of the passes that follow.
   *
   * @param newTruncation steps between two cuts, or 0 for exact back-propagation
   * @param wantsInitialState whether the gradient of the first hidden state is wanted; else its
   *     product is left out
   * @return this
   */
  public LstmGradients want(int newTruncation, boolean wantsInitialState) {
    truncation = newTruncation;
    initialState = wantsInitialState;
    return this;
  }

  /**
   * Sets whether the weights' gradients go on from what is there, in the same chains.
   *
   * @param accumulate whether they do; else they are overwritten
   * @return this
   */
  public LstmGradients accumulate(boolean accumulate) {
    accumulates = accumulate;
    return this;
  }

  /** {@return the place of dW<sub>x</sub>} */
  public Matrix inputWeights() {
    return inputWeights;
  }

  /** {@return the place of dW<sub>h</sub>} */
  public Matrix recurrentWeights() {
    return recurrentWeights;
  }

  /** {@return the place of db} */
  public Matrix bias() {
    return bias;
  }

  /** {@return whether the weights' gradients go on from what is there} */
  public boolean accumulates() {
    return accumulates;
  }

  /** {@return whether the gradient of the first hidden state is wanted} */
  public boolean wantsInitialState() {
    return initialState;
  }

  /** {@return steps between two cuts, or 0 for exact back-propagation} */
  public int truncation() {
    return truncation;
  }
}
