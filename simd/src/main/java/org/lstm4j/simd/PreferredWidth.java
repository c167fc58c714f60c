package org.lstm4j.simd;

import jdk.incubator.vector.VectorShape;

/**
 * The width that the machine prefers, asked without making a species: that takes some 15 ms, which
 * whoever only wants to know whether vectors can be used need not wait for.
 */
final class PreferredWidth {
  private PreferredWidth() {}

  /** {@return the width in bits} */
  static int bits() {
    return VectorShape.preferredShape().vectorBitSize();
  }
}
