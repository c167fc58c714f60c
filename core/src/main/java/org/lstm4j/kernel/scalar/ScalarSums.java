package org.lstm4j.kernel.scalar;

import java.util.Arrays;
import org.lstm4j.kernel.support.SumShape;

/**
 * Sums over elements in the one shape that the contract fixes: 32 interleaved partial sums per
 * block of 1024 elements, folded by halves, blocks added in double. Not thread-safe: it owns the
 * partial sums.
 */
final class ScalarSums {
  private final float[] lanes = new float[SumShape.LANES];

  /** Σ x². */
  double squares(int n, float[] x, int xOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) { // counted up, it would overflow
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      Arrays.fill(lanes, 0f);
      for (int j = 0; j < length; j++) {
        float value = x[xOff + start + j];
        int lane = j % SumShape.LANES;
        lanes[lane] = Fma.fma(value, value, lanes[lane]);
      }
      sum += fold();
    }
    return sum;
  }

  /** Σ x, rounded to float. */
  float sum(int n, float[] x, int xOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) {
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      Arrays.fill(lanes, 0f);
      for (int j = 0; j < length; j++) {
        lanes[j % SumShape.LANES] += x[xOff + start + j];
      }
      sum += fold();
    }
    return (float) sum;
  }

  /** Σ x·y, rounded to float. */
  float dot(int n, float[] x, int xOff, float[] y, int yOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) {
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      Arrays.fill(lanes, 0f);
      for (int j = 0; j < length; j++) {
        int lane = j % SumShape.LANES;
        lanes[lane] = Fma.fma(x[xOff + start + j], y[yOff + start + j], lanes[lane]);
      }
      sum += fold();
    }
    return (float) sum;
  }

  private float fold() {
    for (int half = SumShape.LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[0];
  }
}
