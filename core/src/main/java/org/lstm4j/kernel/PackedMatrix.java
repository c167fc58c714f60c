package org.lstm4j.kernel;

/**
 * A matrix B {@code [k × n]} in the order in which one backend likes to read the right operand of a
 * product. Weights are packed once after each change and then used over all time steps and calls.
 *
 * <p>Made by {@link Kernels#newPackedMatrix}. While nobody packs, any number of threads may read it
 * through kernels of the same provider.
 */
public interface PackedMatrix {

  /** {@return the number of rows k, the summed dimension} */
  int rows();

  /** {@return the number of columns n} */
  int columns();

  /**
   * Packs B from its row-major form.
   *
   * @param b holds B {@code [k × n]}
   * @param bOff offset of its first value
   * @param ldb distance of two rows, at least n
   */
  void pack(float[] b, int bOff, int ldb);

  /**
   * Packs B from its transpose, the form in which PyTorch keeps weights.
   *
   * @param bt holds Bᵀ {@code [n × k]}
   * @param btOff offset of its first value
   * @param ldbt distance of two rows, at least k
   */
  void packTransposed(float[] bt, int btOff, int ldbt);
}
