/**
 * The contract between the model and the machine: {@link org.lstm4j.kernel.Kernels} is the list of
 * large operations on flat arrays, {@link org.lstm4j.kernel.KernelProvider} how a backend offers
 * them, {@link org.lstm4j.kernel.Backends} how one is chosen.
 *
 * <p>Every operation defines its result to the bit; see {@code docs/numerics.md}.
 */
package org.lstm4j.kernel;
