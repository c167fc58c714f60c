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
        ActivationsContract,
        NormalizationsContract,
        UpdatesContract,
        CellStepsContract,
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
  public void packingChecksTheSize() {
    try (Kernels kernels = provider().create(1)) {
      PackedMatrix matrix = kernels.newPackedMatrix(3, 5);
      Matrix other = new Matrix(new float[15], 3);
      for (Executable use :
          List.<Executable>of(
              () -> kernels.pack(matrix, other),
              () -> kernels.packTransposed(matrix, matrixOf(3, 5)))) {
        var e = assertThrows(IllegalArgumentException.class, use);
        assertTrue(e.getMessage().contains("; expected "), e.getMessage());
      }
    }
  }

  private static Matrix matrixOf(int rows, int columns) {
    return new Matrix(new float[rows * columns], columns);
  }

  /** Operands that do not fit together are refused before anything is written. */
  @Test
  public void operandsMustFit() {
    try (Kernels kernels = provider().create(1)) {
      PackedMatrix b = kernels.newPackedMatrix(3, 5);
      int[] two = {0, 1};
      List<Executable> uses =
          List.of(
              () -> kernels.gemm(matrixOf(2, 4), b, matrixOf(2, 5)),
              () -> kernels.gemm(matrixOf(2, 3), b, matrixOf(1, 5)),
              () -> kernels.gemm(matrixOf(2, 3), b, matrixOf(2, 4)),
              () -> kernels.gemm(matrixOf(3, 3), b, matrixOf(2, 5), matrixOf(3, 5)),
              () -> kernels.gemm(matrixOf(2, 3), b, matrixOf(1, 4), matrixOf(2, 5)),
              () -> kernels.gemmTransposedA(matrixOf(2, 3), matrixOf(1, 5), matrixOf(3, 5), false),
              () -> kernels.gemmTransposedA(matrixOf(2, 3), matrixOf(2, 5), matrixOf(4, 5), true),
              () -> kernels.columnSums(matrixOf(2, 3), matrixOf(1, 4), false),
              () -> kernels.gatherRows(two, 0, b, matrixOf(1, 4), matrixOf(2, 5)),
              () -> kernels.gatherRows(two, 0, b, matrixOf(1, 5), matrixOf(2, 4)),
              () -> kernels.scatterColumns(matrixOf(2, 3), two, 0, matrixOf(4, 5), false),
              () -> kernels.softmax(matrixOf(2, 3), matrixOf(3, 3)),
              () -> kernels.softmaxCrossEntropy(matrixOf(2, 3), two, 0, 1f, matrixOf(2, 2)),
              () -> kernels.squaredError(matrixOf(2, 3), matrixOf(2, 3), 1f, matrixOf(3, 3)),
              () -> kernels.squaredError(matrixOf(2, 3), withGaps(), 1f, matrixOf(2, 3)));
      for (Executable use : uses) {
        assertThrows(IllegalArgumentException.class, use);
      }
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.gatherRows(two, 1, b, matrixOf(1, 5), matrixOf(2, 5)));
    }
  }

  private static Matrix withGaps() {
    return new Matrix(new float[10], 0, 2, 3, 5);
  }

  /** A matrix of nobody's. */
  private record Foreign(int rows, int columns) implements PackedMatrix {}

  @Test
  public void refusesAnotherProvidersMatrix() {
    PackedMatrix foreign = new Foreign(1, 1);
    Matrix one = matrixOf(1, 1);
    try (Kernels kernels = provider().create(1)) {
      List<Executable> uses =
          List.of(
              () -> kernels.pack(foreign, one),
              () -> kernels.packTransposed(foreign, one),
              () -> kernels.gemm(one, foreign, one),
              () -> kernels.gemm(one, foreign, one, one));
      for (Executable use : uses) {
        var e = assertThrows(IllegalArgumentException.class, use);
        assertTrue(e.getMessage().contains("Foreign; make and pack it with kernels of the same"));
      }
    }
  }
}
