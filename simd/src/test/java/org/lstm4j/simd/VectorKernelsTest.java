package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.KernelsContract;

/** The contract of all backends, at the width of this JVM. */
class VectorKernelsTest extends KernelsContract {

  @Override
  public KernelProvider provider() {
    return new VectorKernelProvider();
  }

  @Test
  void runsAtTheWidthThatWasAskedFor() {
    int bits = Integer.getInteger(Lanes.PROPERTY, PreferredWidth.bits());
    assertEquals(bits, Lanes.SPECIES.vectorBitSize());
    try (Kernels kernels = provider().create(1)) {
      assertEquals("simd (" + bits + " bits)", kernels.description());
    }
  }
}
