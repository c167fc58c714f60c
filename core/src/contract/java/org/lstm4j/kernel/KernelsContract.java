package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every backend must do: each operation of {@link Kernels} against the chain or the shape that
 * its documentation fixes, to the bit, and against double precision, within a derived bound.
 *
 * <p>A backend's test extends this class and answers {@link #provider}.
 */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public abstract class KernelsContract
    implements ProductsContract,
        RoundedWeightsContract,
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
          PackedMatrix rounded = kernels.newPackedMatrix(k, n, WeightFormat.BFLOAT16);
          assertTrue(rounded.rows() == k && rounded.columns() == n, () -> k + " × " + n);
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

  /** A matrix of nobody's. */
  private record Foreign(int rows, int columns) implements PackedMatrix {}

  @Test
  public void refusesAnotherProvidersMatrix() {
    PackedMatrix foreign = new Foreign(1, 1);
    float[] one = {1f};
    try (Kernels kernels = provider().create(1)) {
      List<Executable> uses =
          List.of(
              () -> kernels.pack(foreign, one, 0, 1),
              () -> kernels.packTransposed(foreign, one, 0, 1),
              () -> kernels.gemm(1, one, 0, 1, foreign, true, one, 0, 1));
      for (Executable use : uses) {
        var e = assertThrows(IllegalArgumentException.class, use);
        assertTrue(e.getMessage().contains("Foreign; make and pack it with kernels of the same"));
      }
    }
  }
}
