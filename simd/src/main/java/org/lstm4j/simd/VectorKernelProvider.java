package org.lstm4j.simd;

import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Unavailable;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;

/**
 * Offers the Vector API backend. This class mentions no vector type, so that it loads and answers
 * where the Vector API is missing.
 */
public final class VectorKernelProvider implements KernelProvider {

  /** Called by the service loader. */
  public VectorKernelProvider() {}

  @Override
  public String name() {
    return Backends.SIMD;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Availability availability() {
    return CpuSupport.check();
  }

  /** {@inheritDoc} Vectors are objects until C2 has compiled a loop. */
  @Override
  public boolean needsWarmUp() {
    return true;
  }

  @Override
  public Kernels create(int threads) {
    if (availability() instanceof Unavailable refusal) {
      throw new IllegalStateException(
          "backend 'simd' cannot be used: %s; %s".formatted(refusal.reason(), refusal.remedy()));
    }
    if (threads < 1) {
      throw new IllegalArgumentException(
          "the number of threads is %d; expected at least 1".formatted(threads));
    }
    return new VectorKernels(threads);
  }
}
