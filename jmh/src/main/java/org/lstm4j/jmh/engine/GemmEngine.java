package org.lstm4j.jmh.engine;

/** Something that multiplies matrices. Found by name, see {@link Engines}. */
public interface GemmEngine {

  /** {@return the name, as given to the parameter {@code engine}} */
  String name();

  /** {@return which implementation answers: its version and what it says of itself} */
  String description();

  /**
   * The product C ← A·B with B as it is.
   *
   * @param problem the operands
   * @param threads the most threads to use
   * @return the product, ready to run
   */
  Product product(GemmProblem problem, int threads);

  /**
   * The product C ← A·B with B packed once beforehand, as an LSTM uses its weights; engines without
   * packing take B as it is.
   *
   * @param problem the operands
   * @param threads the most threads to use
   * @return the product, ready to run
   */
  default Product packedProduct(GemmProblem problem, int threads) {
    return product(problem, threads);
  }

  /** A product whose operands are in place. */
  interface Product extends AutoCloseable {
    /** Multiplies. */
    void run();

    /** {@return C {@code [m × n]}} */
    float[] result();

    @Override
    default void close() {}
  }
}
