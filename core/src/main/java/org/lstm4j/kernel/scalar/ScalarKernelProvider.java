package org.lstm4j.kernel.scalar;

import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;

/** Offers the scalar reference, which runs everywhere. */
public final class ScalarKernelProvider implements KernelProvider {

  /** Called by the service loader. */
  public ScalarKernelProvider() {}

  @Override
  public String name() {
    return Backends.SCALAR;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability availability() {
    return new Availability.Available();
  }

  /** {@inheritDoc} The reference always runs on the calling thread. */
  @Override
  public Kernels create(int threads) {
    return new ScalarKernels();
  }
}
