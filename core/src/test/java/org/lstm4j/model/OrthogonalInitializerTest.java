package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lstm4j.random.SeededRandom;

class OrthogonalInitializerTest {
  private static final int OFFSET = 3;

  /**
   * Rounding unit vectors p and q to float moves p·q by (2u + u²)·Σ|pᵢqᵢ| ≤ 2u + u², u = 2⁻²⁴; what
   * is done in double stays far below 2⁻⁴⁰.
   */
  private static final double TOLERANCE = 0x1p-23 + 0x1p-40;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "32, 32", "100, 100", "16, 50", "50, 16", "1, 9", "9, 1"})
  void theShorterSideIsOrthonormal(int rows, int columns) {
    float[] w = fill(rows, columns, 42);
    boolean wide = rows <= columns;
    int vectors = Math.min(rows, columns);
    for (int u = 0; u < vectors; u++) {
      for (int v = 0; v <= u; v++) {
        double dot = 0;
        for (int i = 0; i < Math.max(rows, columns); i++) {
          double a = wide ? w[OFFSET + u * columns + i] : w[OFFSET + i * columns + u];
          double b = wide ? w[OFFSET + v * columns + i] : w[OFFSET + i * columns + v];
          dot += a * b;
        }
        assertEquals(u == v ? 1 : 0, dot, TOLERANCE, "vectors " + u + " and " + v);
      }
    }
  }

  /** Of a square matrix the columns are orthonormal too, if the rows are: WᵀW = I. */
  @ParameterizedTest
  @CsvSource({"2", "32", "100"})
  void squareMatricesAreOrthogonalBothWays(int n) {
    float[] w = fill(n, n, 7);
    for (int u = 0; u < n; u++) {
      for (int v = 0; v <= u; v++) {
        double dot = 0;
        for (int i = 0; i < n; i++) {
          dot += (double) w[OFFSET + i * n + u] * w[OFFSET + i * n + v];
        }
        assertEquals(u == v ? 1 : 0, dot, TOLERANCE, "columns " + u + " and " + v);
      }
    }
  }

  /** The first vector is the first normal numbers over their norm. */
  @ParameterizedTest
  @CsvSource({"3, 5", "5, 3"})
  void theFirstVectorIsANormalizedDraw(int rows, int columns) {
    float[] w = fill(rows, columns, 11);
    SeededRandom random = new SeededRandom(11);
    double[] draw = new double[5];
    double squares = 0;
    for (int i = 0; i < draw.length; i++) {
      draw[i] = random.nextNormal();
      squares += draw[i] * draw[i];
    }
    for (int i = 0; i < draw.length; i++) {
      float actual = rows <= columns ? w[OFFSET + i] : w[OFFSET + i * columns];
      assertEquals((float) (draw[i] / Math.sqrt(squares)), actual);
    }
  }

  /**
   * Both signs: the mean of n² entries of variance 1/n, in a matrix without preferred direction.
   */
  @Test
  void noDirectionIsPreferred() {
    int n = 100;
    float[] w = fill(n, n, 13);
    double trace = 0;
    double sum = 0;
    for (int r = 0; r < n; r++) {
      trace += w[OFFSET + r * n + r];
      for (int c = 0; c < n; c++) {
        sum += w[OFFSET + r * n + c];
      }
    }
    assertEquals(0, sum, 6 * Math.sqrt(n)); // 1ᵀW1 has the variance n
    assertEquals(0, trace, 6); // the trace of a random orthogonal matrix has variance 1
  }

  private static float[] fill(int rows, int columns, long seed) {
    float[] w = new float[OFFSET + rows * columns];
    OrthogonalInitializer.fill(w, OFFSET, rows, columns, new SeededRandom(seed));
    return w;
  }
}
