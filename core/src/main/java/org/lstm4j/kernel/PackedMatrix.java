package org.lstm4j.kernel;

/**
 * A matrix B {@code [k × n]} in the order in which one backend likes to read the right operand of a
 * product. Weights are packed once after each change and then used over all time steps and calls.
 *
 * <p>Made by {@link Kernels#newPackedMatrix}, filled by {@link Kernels#pack} or {@link
 * Kernels#packTransposed}. While nobody packs, any number of threads may read it through kernels of
 * the same provider.
 */
public interface PackedMatrix {

  /** {@return the number of rows k, the summed dimension} */
  int rows();

  /** {@return the number of columns n} */
  int columns();
}
