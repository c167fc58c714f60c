package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** Softmax and softmax cross-entropy. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface SoftmaxContract extends BackendContract {
  /** Unit roundoff of float. */
  double U = 0x1p-24;

  /** Columns, past a block of the sum too. */
  List<Integer> CLASSES =
      List.of(1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 64, 65, 1023, 1024, 1025, 2100);

  /** The largest of a row's distances to its maximum. */
  private static double spread(Guarded x, int row) {
    double spread = 0;
    for (int j = 0; j < x.columns; j++) {
      spread = Math.max(spread, maximum(x, row) - x.get(row, j));
    }
    return spread;
  }

  private static double maximum(Guarded x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < x.columns; j++) {
      max = Math.max(max, x.get(row, j));
    }
    return max;
  }

  private static double sum(Guarded x, int row) {
    double sum = 0;
    for (int j = 0; j < x.columns; j++) {
      sum += StrictMath.exp(x.get(row, j) - maximum(x, row));
    }
    return sum;
  }

  /**
   * The relative error of one e: exp's 0.9 ulp is at most 1.8 u, and x − max is rounded once. That
   * of Σe is at most 37 roundings (32 of a lane, 5 of the tree) and one to float more.
   */
  private static double relative(Guarded x, int row) {
    return 1.001 * U * (1.8 + spread(x, row));
  }

  @Test
  default void softmax() {
    SeededRandom random = new SeededRandom(401);
    try (Kernels kernels = provider().create(1)) {
      for (int classes : CLASSES) {
        for (int rows : new int[] {0, 1, 3}) {
          Guarded x = Guarded.dense(rows, classes, random).fill(Values.NORMAL, random);
          kernels.scale(rows * classes, 4f, x.array, x.offset);
          Guarded before = x.copy();
          Guarded p = Guarded.dense(rows, classes, random);
          kernels.softmax(x.view(), p.view());
          String what = "softmax of %d × %d".formatted(rows, classes);
          p.assertGuards(what);
          x.assertUntouched(what, before);
          for (int r = 0; r < rows; r++) {
            double sum = sum(x, r);
            double max = maximum(x, r);
            double bound = 2 * relative(x, r) + 39.01 * U;
            for (int j = 0; j < classes; j++) {
              double exact = StrictMath.exp(x.get(r, j) - max) / sum;
              double error = Math.abs(p.get(r, j) - exact);
              assertTrue(
                  error <= bound * exact + 0x1p-125,
                  () -> "%s: off by %s of %s, allowed %s".formatted(what, error, exact, bound));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL", "BITS"})
  default void softmaxInPlaceAndLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(402);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (int classes : CLASSES) {
        Guarded x = Guarded.dense(4, classes, random).fill(values, random);
        Guarded p = Guarded.dense(4, classes, random);
        Guarded expected = p.copy();
        reference.softmax(x.view(), expected.view());
        kernels.softmax(x.view(), p.view());
        kernels.softmax(x.view(), x.view());
        x.assertGuards("softmax in place, classes " + classes);
        assertSameBits(p.values(), x.values(), "in place, classes " + classes);
        assertSameBits(expected.values(), p.values(), "reference, classes " + classes);
      }
    }
  }

  /** Equal logits have equal shares, and their e is 1, so that the sum is exact. */
  @Test
  default void equalLogits() {
    SeededRandom random = new SeededRandom(403);
    float[] levels = {0f, -0f, 1e30f, -1e30f, Float.MAX_VALUE, Float.MIN_VALUE};
    try (Kernels kernels = provider().create(1)) {
      for (int classes : CLASSES) {
        for (float level : levels) {
          Guarded x = Guarded.dense(1, classes, random);
          for (int j = 0; j < classes; j++) {
            x.set(0, j, level);
          }
          kernels.softmax(x.view(), x.view());
          for (int j = 0; j < classes; j++) {
            assertSameBits(1f / classes, x.get(0, j), "equal logits", level, classes, j);
          }
        }
      }
    }
  }

  @Test
  default void extremeLogits() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    float[][] logits = {
      {1e30f, -1e30f, 0f},
      {-inf, 0f, -inf},
      {0f, -200f, -inf},
      {-inf, -inf, -inf},
      {inf, 0f, 0f},
      {0f, nan, 0f},
      {nan, 0f, 0f},
      {0f, 0f, nan},
      {5f, 5f, -inf},
    };
    float[][] shares = {
      {1f, 0f, 0f},
      {0f, 1f, 0f},
      {1f, 0f, 0f},
      {nan, nan, nan},
      {nan, nan, nan},
      {nan, nan, nan},
      {nan, nan, nan},
      {nan, nan, nan},
      {0.5f, 0.5f, 0f},
    };
    try (Kernels kernels = provider().create(1)) {
      float[] x = new float[3 * logits.length];
      float[] p = new float[x.length];
      for (int r = 0; r < logits.length; r++) {
        System.arraycopy(logits[r], 0, x, 3 * r, 3);
      }
      kernels.softmax(new Matrix(x, 3), new Matrix(p, 3));
      for (int r = 0; r < logits.length; r++) {
        for (int j = 0; j < 3; j++) {
          assertSameBits(shares[r][j], p[3 * r + j], "extreme logits", r, j);
        }
      }
    }
  }

  @Test
  default void softmaxCrossEntropy() {
    SeededRandom random = new SeededRandom(404);
    try (Kernels kernels = provider().create(1)) {
      for (int classes : CLASSES) {
        for (int rows : new int[] {0, 1, 2, 5}) {
          Guarded x = Guarded.dense(rows, classes, random).fill(Values.NORMAL, random);
          kernels.scale(rows * classes, 3f, x.array, x.offset);
          Guarded p = Guarded.dense(rows, classes, random);
          kernels.softmax(x.view(), p.view());
          int targetsOff = random.nextInt(3);
          int[] targets = new int[targetsOff + rows];
          for (int i = 0; i < targets.length; i++) {
            targets[i] = random.nextInt(classes);
          }
          float scale = (float) random.nextNormal();
          Guarded dx = Guarded.dense(rows, classes, random);
          Guarded before = x.copy();
          double loss =
              kernels.softmaxCrossEntropy(x.view(), targets, targetsOff, scale, dx.view());
          String what = "cross-entropy of %d × %d".formatted(rows, classes);
          dx.assertGuards(what);
          x.assertUntouched(what, before);
          double exact = 0;
          double bound = 0;
          for (int r = 0; r < rows; r++) {
            int target = targets[targetsOff + r];
            double margin = x.get(r, target) - maximum(x, r);
            exact += StrictMath.log(sum(x, r)) - margin;
            // log's slope at Σe ≥ 1 turns a relative error into an absolute one.
            bound += relative(x, r) + 38.01 * U + U * Math.abs(margin);
            for (int j = 0; j < classes; j++) {
              float expected = (p.get(r, j) - (j == target ? 1f : 0f)) * scale;
              assertSameBits(expected, dx.get(r, j), what, r, j, target);
            }
          }
          double error = Math.abs(loss - exact);
          double allowed = bound;
          assertTrue(
              error <= allowed, () -> "%s: off by %s, allowed %s".formatted(what, error, allowed));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL", "BITS"})
  default void crossEntropyLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(405);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (int classes : CLASSES) {
        int rows = 4;
        Guarded x = Guarded.dense(rows, classes, random).fill(values, random);
        Guarded dx = Guarded.dense(rows, classes, random);
        Guarded expected = dx.copy();
        int[] targets = new int[rows];
        for (int r = 0; r < rows; r++) {
          targets[r] = random.nextInt(classes);
        }
        double referenceLoss =
            reference.softmaxCrossEntropy(x.view(), targets, 0, 0.3f, expected.view());
        double loss = kernels.softmaxCrossEntropy(x.view(), targets, 0, 0.3f, dx.view());
        String what = "cross-entropy of %s, classes %d".formatted(values, classes);
        assertSameBits(referenceLoss, loss, what);
        assertSameBits(expected.values(), dx.values(), what);
      }
    }
  }
}
