/**
 * The contract between the model and the machine: {@link org.lstm4j.kernel.Kernels} is the list of
 * large operations on flat arrays, {@link org.lstm4j.kernel.KernelProvider} how a backend offers
 * them. Every operation defines its result to the bit; see {@code docs/numerics.md}.
 *
 * <p>Who builds and trains models needs the enums and {@link org.lstm4j.kernel.GateActivations}
 * only; who writes a layer or a loss, {@link org.lstm4j.kernel.Matrix}, {@link
 * org.lstm4j.kernel.Extent} and the operations; who writes a backend, all of it.
 */
package org.lstm4j.kernel;
