package org.lstm4j.simd.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.random.SeededRandom;

/** Rows that are many and long enough for threads to share them, against the scalar reference. */
class SoftmaxTest {
  private static final int ROWS = 301;
  private static final int CLASSES = 1037;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void threadsGiveTheBitsOfTheReference(int threads) {
    SeededRandom random = new SeededRandom(5);
    Matrix x = drawn(random);
    Matrix dp = drawn(random);
    int[] targets = new int[ROWS];
    for (int r = 0; r < ROWS; r++) {
      targets[r] = random.nextInt(CLASSES);
    }
    Results expected = results(Backends.SCALAR, 1, x, targets, dp);
    Results actual = results(Backends.SIMD, threads, x, targets, dp);
    assertArrayEquals(expected.p, actual.p);
    assertArrayEquals(expected.dx, actual.dx);
    assertArrayEquals(expected.back, actual.back);
    assertEquals(expected.loss, actual.loss);
  }

  private record Results(float[] p, float[] dx, float[] back, double loss) {}

  private static Results results(String backend, int threads, Matrix x, int[] targets, Matrix dp) {
    float[] p = new float[x.size()];
    float[] dx = new float[x.size()];
    float[] back = new float[x.size()];
    try (Kernels kernels =
        Backends.select(backend, Backends.installed()).provider().create(threads)) {
      kernels.softmax(x, new Matrix(p, CLASSES));
      double loss = kernels.softmaxCrossEntropy(x, targets, 0, 0.25f, new Matrix(dx, CLASSES));
      kernels.softmaxBackward(new Matrix(p, CLASSES), dp, new Matrix(back, CLASSES));
      return new Results(p, dx, back, loss);
    }
  }

  private static Matrix drawn(SeededRandom random) {
    float[] values = new float[ROWS * CLASSES];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * (float) random.nextNormal();
    }
    return new Matrix(values, CLASSES);
  }
}
