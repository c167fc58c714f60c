package org.lstm4j.kernel;

import org.lstm4j.backend.Backends;

/** What the parts of {@link KernelsContract} have in common. */
public interface BackendContract {

  /** {@return the backend under test} */
  KernelProvider provider();

  /** {@return the scalar reference, which other backends must equal to the bit} */
  static KernelProvider reference() {
    return Backends.select(Backends.SCALAR, Backends.installed()).provider();
  }
}
