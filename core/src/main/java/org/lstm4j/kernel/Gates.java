package org.lstm4j.kernel;

/**
 * The order of the four gates in everything that holds them: in parameters, pre-activations and
 * gradients a block of H values for each, PyTorch's order.
 */
public final class Gates {
  /** The number of gates. */
  public static final int COUNT = 4;

  /** The block of the input gate i. */
  public static final int INPUT = 0;

  /** The block of the forget gate f. */
  public static final int FORGET = 1;

  /** The block of the candidate g, which is called a gate for short. */
  public static final int CANDIDATE = 2;

  /** The block of the output gate o. */
  public static final int OUTPUT = 3;

  private Gates() {}
}
