package org.lstm4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.BackendContract;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.KernelsContract;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.random.SeededRandom;

/** The contract of all backends, with the two backends in turns by lot. */
class WarmUpKernelsTest extends KernelsContract {

  @Override
  public KernelProvider provider() {
    SeededRandom random = new SeededRandom(1);
    return new WarmUpProvider(
        BackendContract.reference(),
        ScriptedTurns.simd(),
        () -> ScriptedTurns.drawn(random.nextInt(Integer.MAX_VALUE)));
  }

  @Test
  void saysWhoAnswers() {
    try (Kernels kernels = provider().create(1);
        Kernels simd = ScriptedTurns.simd().create(1)) {
      assertEquals(simd.description() + ", scalar where that is faster", kernels.description());
    }
  }

  /** −0, the smallest and largest numbers, infinities and NaN, from either form to the other. */
  @Test
  void aMatrixKeepsItsBitsFromFormToForm() {
    float[] values = {
      -0f,
      0f,
      1f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_NORMAL,
      -1.5f,
      0x1.fffffep-127f
    };
    ScriptedTurns turns = ScriptedTurns.from(Integer.MAX_VALUE, false);
    try (WarmUpKernels kernels =
        new WarmUpKernels(turns, BackendContract.reference().create(1), ScriptedTurns.simd(), 1)) {
      for (boolean startsWarm : new boolean[] {false, true}) {
        WarmUpMatrix matrix =
            new WarmUpMatrix(4, 3, WeightFormat.FLOAT32, startsWarm, kernels.of(startsWarm));
        kernels.of(startsWarm).pack(matrix.form(startsWarm, kernels), new Matrix(values, 3));
        float[] found = new float[12];
        kernels
            .of(!startsWarm)
            .gatherRows(
                new int[] {0, 1, 2, 3},
                0,
                matrix.form(!startsWarm, kernels),
                new Matrix(new float[] {-0f, -0f, -0f}, 3),
                new Matrix(found, 3));
        for (int i = 0; i < values.length; i++) {
          assertEquals(Float.floatToIntBits(values[i]), Float.floatToIntBits(found[i]), "at " + i);
        }
      }
    }
  }

  @Test
  void theStartersFormIsGivenUpOnceTheOtherHasTakenOver() {
    ScriptedTurns turns = ScriptedTurns.from(0, true);
    Kernels starter = BackendContract.reference().create(1);
    try (WarmUpKernels kernels = new WarmUpKernels(turns, starter, ScriptedTurns.simd(), 1)) {
      WarmUpMatrix matrix = (WarmUpMatrix) kernels.newPackedMatrix(2, 2);
      kernels.pack(matrix, new Matrix(new float[] {1, 2, 3, 4}, 2));
      float[] c = new float[2];
      Matrix row = new Matrix(c, 2);
      Matrix ones = new Matrix(new float[] {1, 1}, 2);
      kernels.gemm(ones, matrix, row);
      assertEquals(4f, c[0]);
      kernels.gemm(ones, matrix, row);
      assertTrue(matrix.isOnlyWarm());
      assertEquals(6f, c[1]);
      kernels.packTransposed(matrix, new Matrix(new float[] {5, 6, 7, 8}, 2));
      kernels.gemm(ones, matrix, row);
      assertEquals(11f, c[0]);
      assertEquals(15f, c[1]);
    }
  }

  /** A failure of either backend is the caller's to see. */
  @Test
  void aFailureIsNotHidden() {
    for (int from : new int[] {0, 1}) {
      ScriptedTurns turns = ScriptedTurns.from(from, false);
      Kernels starter = BackendContract.reference().create(1);
      try (WarmUpKernels kernels = new WarmUpKernels(turns, starter, ScriptedTurns.simd(), 1)) {
        assertThrows(
            IndexOutOfBoundsException.class, () -> kernels.scale(1000, 2f, new float[10], 0));
      }
    }
  }

  @Test
  void closedKernelsMakeNoOthers() {
    ScriptedTurns turns = ScriptedTurns.from(0, false);
    Kernels starter = BackendContract.reference().create(1);
    WarmUpKernels kernels = new WarmUpKernels(turns, starter, ScriptedTurns.simd(), 2);
    kernels.close();
    kernels.close();
    var e = assertThrows(IllegalStateException.class, () -> kernels.scale(1, 2f, new float[1], 0));
    assertEquals("these kernels are closed", e.getMessage());
  }
}
