package org.lstm4j.model;

import org.lstm4j.random.SeededRandom;

/**
 * Orthonormal rows from a matrix of normal numbers by the Gram–Schmidt process in double, every
 * vector orthogonalised twice ("twice is enough", Giraud, Langou and Rozložník 2005). Uses only + −
 * × ÷ √, so the bits are the same everywhere.
 */
final class OrthogonalInitializer {
  private OrthogonalInitializer() {}

  static void fill(float[] values, int offset, int rows, int columns, SeededRandom random) {
    boolean wide = rows <= columns;
    double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int v = 0; v < vectors.length; v++) {
      drawUnitVector(vectors, v, random);
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values[offset + r * columns + c] = (float) (wide ? vectors[r][c] : vectors[c][r]);
      }
    }
  }

  /** Draws vector v anew until its part orthogonal to the ones before it is not negligible. */
  private static void drawUnitVector(double[][] vectors, int v, SeededRandom random) {
    double[] vector = vectors[v];
    double norm;
    do {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextNormal();
      }
      removeProjections(vectors, v);
      removeProjections(vectors, v);
      norm = Math.sqrt(dot(vector, vector));
    } while (norm < 1e-8);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= norm;
    }
  }

  private static void removeProjections(double[][] vectors, int v) {
    for (int u = 0; u < v; u++) {
      double projection = dot(vectors[u], vectors[v]);
      for (int i = 0; i < vectors[v].length; i++) {
        vectors[v][i] -= projection * vectors[u][i];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
