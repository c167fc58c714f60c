package org.lstm4j.simd.update;

import static jdk.incubator.vector.VectorOperators.LE;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.support.SumShape;
import org.lstm4j.simd.Lanes;

/**
 * Sums over elements in the shape that the contract fixes: 32 interleaved partial sums per block of
 * 1024. A vector adds its lanes to neighbouring partial sums; these stay in an array that the first
 * cache holds. For one thread.
 */
public final class Sums {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final int LANES = SumShape.LANES;

  private final float[] lanes = new float[LANES];

  /** Sums with partial sums of their own. */
  public Sums() {}

  /**
   * Σ x².
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return the sum
   */
  public double squares(int n, float[] x, int xOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) { // counted up, it would overflow
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      int whole = length - length % LANES;
      Arrays.fill(lanes, 0f);
      for (int lane = 0; lane < LANES; lane += L) {
        FloatVector s = FloatVector.zero(F);
        for (int j = 0; j < whole; j += LANES) {
          FloatVector v = FloatVector.fromArray(F, x, xOff + start + j + lane);
          s = v.fma(v, s);
        }
        s.intoArray(lanes, lane);
      }
      for (int j = whole; j < length; j++) {
        float v = x[xOff + start + j];
        lanes[j - whole] = Math.fma(v, v, lanes[j - whole]);
      }
      sum += fold();
    }
    return sum;
  }

  /**
   * d = y − t, dy ← d·scale, and Σ d²: one pass over memory.
   *
   * @param outputs y, without gaps
   * @param targets t, without gaps
   * @param scale factor of the gradient
   * @param gradient receives dy, without gaps
   * @return the sum
   */
  public double squaredError(Matrix outputs, Matrix targets, float scale, Matrix gradient) {
    int n = outputs.size();
    float[] y = outputs.values();
    int yOff = outputs.offset();
    float[] target = targets.values();
    int targetOff = targets.offset();
    float[] dy = gradient.values();
    int dyOff = gradient.offset();
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) {
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      int whole = length - length % LANES;
      Arrays.fill(lanes, 0f);
      for (int lane = 0; lane < LANES; lane += L) {
        FloatVector s = FloatVector.zero(F);
        for (int j = 0; j < whole; j += LANES) {
          int i = start + j + lane;
          FloatVector d =
              FloatVector.fromArray(F, y, yOff + i)
                  .sub(FloatVector.fromArray(F, target, targetOff + i));
          s = d.fma(d, s);
          d.mul(scale).intoArray(dy, dyOff + i);
        }
        s.intoArray(lanes, lane);
      }
      for (int j = whole; j < length; j++) {
        float d = y[yOff + start + j] - target[targetOff + start + j];
        lanes[j - whole] = Math.fma(d, d, lanes[j - whole]);
        dy[dyOff + start + j] = d * scale;
      }
      sum += fold();
    }
    return sum;
  }

  /**
   * Σ x, rounded to float.
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return the sum
   */
  public float sum(int n, float[] x, int xOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) {
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      int whole = length - length % LANES;
      Arrays.fill(lanes, 0f);
      for (int lane = 0; lane < LANES; lane += L) {
        FloatVector s = FloatVector.zero(F);
        for (int j = 0; j < whole; j += LANES) {
          s = s.add(FloatVector.fromArray(F, x, xOff + start + j + lane));
        }
        s.intoArray(lanes, lane);
      }
      for (int j = whole; j < length; j++) {
        lanes[j - whole] += x[xOff + start + j];
      }
      sum += fold();
    }
    return (float) sum;
  }

  /**
   * Σ x·y, rounded to float.
   *
   * @param n number of values
   * @param x the one
   * @param xOff offset of the one
   * @param y the other
   * @param yOff offset of the other
   * @return the sum
   */
  public float dot(int n, float[] x, int xOff, float[] y, int yOff) {
    double sum = 0;
    for (int left = n; left > 0; left -= SumShape.BLOCK) {
      int start = n - left;
      int length = Math.min(SumShape.BLOCK, left);
      int whole = length - length % LANES;
      Arrays.fill(lanes, 0f);
      for (int lane = 0; lane < LANES; lane += L) {
        FloatVector s = FloatVector.zero(F);
        for (int j = 0; j < whole; j += LANES) {
          int i = start + j + lane;
          s = FloatVector.fromArray(F, x, xOff + i).fma(FloatVector.fromArray(F, y, yOff + i), s);
        }
        s.intoArray(lanes, lane);
      }
      for (int j = whole; j < length; j++) {
        lanes[j - whole] = Math.fma(x[xOff + start + j], y[yOff + start + j], lanes[j - whole]);
      }
      sum += fold();
    }
    return (float) sum;
  }

  private float fold() {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[0];
  }

  /**
   * Finds a NaN or an infinity.
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return its index in x, or −1
   */
  public static int indexOfNonFinite(int n, float[] x, int xOff) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, xOff + i);
      VectorMask<Float> finite = v.abs().compare(LE, Float.MAX_VALUE);
      if (!finite.allTrue()) {
        return xOff + i + finite.not().firstTrue();
      }
    }
    for (; i < n; i++) {
      if (!Float.isFinite(x[xOff + i])) {
        return xOff + i;
      }
    }
    return -1;
  }
}
