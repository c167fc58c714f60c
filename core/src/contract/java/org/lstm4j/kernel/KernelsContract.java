package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * What every backend must do: each operation of {@link Kernels} against the chain or the shape that
 * its documentation fixes, to the bit, and against double precision, within a derived bound.
 *
 * <p>A backend's test extends this class and answers {@link #provider}.
 */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public abstract class KernelsContract
    implements ProductsContract,
        IndexedContract,
        ReductionsContract,
        SoftmaxContract,
        UpdatesContract,
        LstmForwardContract,
        LstmBackwardContract {

  /** For subclasses. */
  protected KernelsContract() {}

  @Test
  public void offersItself() {
    assertTrue(provider().availability() instanceof Availability.Available, provider().name());
    try (Kernels kernels = provider().create(1)) {
      assertFalse(kernels.description().isBlank());
    }
  }

  @Test
  public void packedMatricesKnowTheirSize() {
    try (Kernels kernels = provider().create(1)) {
      for (int k : Values.SIZES) {
        for (int n : Values.SIZES) {
          PackedMatrix matrix = kernels.newPackedMatrix(k, n);
          assertTrue(matrix.rows() == k && matrix.columns() == n, () -> k + " × " + n);
        }
      }
    }
  }

  @Test
  public void packingChecksTheArray() {
    try (Kernels kernels = provider().create(1)) {
      PackedMatrix matrix = kernels.newPackedMatrix(3, 5);
      float[] short15 = new float[2 + 15 - 1];
      assertThrows(IndexOutOfBoundsException.class, () -> kernels.pack(matrix, short15, 2, 5));
      assertThrows(
          IndexOutOfBoundsException.class, () -> kernels.packTransposed(matrix, short15, 2, 3));
    }
  }
}
