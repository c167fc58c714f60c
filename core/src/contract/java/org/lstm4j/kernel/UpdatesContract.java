package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** Element by element: scaling, clamping and the optimizers' steps. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface UpdatesContract extends BackendContract {

  /** Around vectors and what an unrolled loop takes at once. */
  List<Integer> COUNTS =
      List.of(0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000);

  /** Magnitudes below 2^−126 become +0. */
  static float flush(float x) {
    return x > -0x1p-126f && x < 0x1p-126f ? 0f : x;
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void scale(Values values) {
    SeededRandom random = new SeededRandom(501);
    try (Kernels kernels = provider().create(1)) {
      for (int n : COUNTS) {
        Guarded x = Guarded.dense(1, n, random).fill(values, random);
        Guarded before = x.copy();
        float factor = (float) random.nextNormal();
        kernels.scale(n, factor, x.array, x.offset);
        x.assertGuards("scale, n " + n);
        for (int i = 0; i < n; i++) {
          assertSameBits(before.get(0, i) * factor, x.get(0, i), "scale of " + values, n, i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void clamp(Values values) {
    SeededRandom random = new SeededRandom(502);
    float[] limits = {0.5f, 1f, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY};
    try (Kernels kernels = provider().create(1)) {
      for (int n : COUNTS) {
        for (float limit : limits) {
          Guarded x = Guarded.dense(1, n, random).fill(values, random);
          Guarded before = x.copy();
          kernels.clamp(n, limit, x.array, x.offset);
          x.assertGuards("clamp, n " + n);
          for (int i = 0; i < n; i++) {
            float value = before.get(0, i);
            float expected = value > limit ? limit : value < -limit ? -limit : value;
            assertSameBits(expected, x.get(0, i), "clamp of " + values, limit, n, i);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void sgd(Values values) {
    SeededRandom random = new SeededRandom(503);
    try (Kernels kernels = provider().create(1)) {
      for (int n : COUNTS) {
        Guarded p = Guarded.vector(n, random).fill(values, random);
        Guarded g = Guarded.vector(n, random).fill(values, random);
        Guarded pBefore = p.copy();
        Guarded gBefore = g.copy();
        float rate = random.nextUniform(0.001f, 1f);
        kernels.sgd(n, rate, p.array, g.array);
        p.assertGuards("sgd, n " + n);
        g.assertUntouched("sgd's gradients", gBefore);
        for (int i = 0; i < n; i++) {
          float expected = Math.fma(-rate, g.array[i], pBefore.array[i]);
          assertSameBits(expected, p.array[i], "sgd of " + values, n, i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void momentum(Values values) {
    withVelocities(values, false);
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void nesterov(Values values) {
    withVelocities(values, true);
  }

  private void withVelocities(Values values, boolean looksAhead) {
    SeededRandom random = new SeededRandom(504);
    String name = (looksAhead ? "nesterov" : "momentum") + " of " + values;
    try (Kernels kernels = provider().create(1)) {
      for (int n : COUNTS) {
        Guarded p = Guarded.vector(n, random).fill(values, random);
        Guarded g = Guarded.vector(n, random).fill(values, random);
        Guarded v = Guarded.vector(n, random).fill(values, random);
        Guarded pBefore = p.copy();
        Guarded gBefore = g.copy();
        Guarded vBefore = v.copy();
        float rate = random.nextUniform(0.001f, 1f);
        float momentum = random.nextUniform(0f, 0.99f);
        if (looksAhead) {
          kernels.nesterov(n, rate, momentum, p.array, g.array, v.array);
        } else {
          kernels.momentum(n, rate, momentum, p.array, g.array, v.array);
        }
        p.assertGuards("parameters, %s, n %d".formatted(name, n));
        v.assertGuards("velocities, %s, n %d".formatted(name, n));
        g.assertUntouched("gradients, " + name, gBefore);
        for (int i = 0; i < n; i++) {
          float velocity = flush(Math.fma(momentum, vBefore.array[i], g.array[i]));
          assertSameBits(velocity, v.array[i], "velocity, " + name, n, i);
          float way = looksAhead ? Math.fma(momentum, velocity, g.array[i]) : velocity;
          assertSameBits(Math.fma(-rate, way, pBefore.array[i]), p.array[i], name, n, i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void adam(Values values) {
    SeededRandom random = new SeededRandom(505);
    try (Kernels kernels = provider().create(1)) {
      for (int n : COUNTS) {
        Guarded p = Guarded.vector(n, random).fill(values, random);
        Guarded g = Guarded.vector(n, random).fill(values, random);
        Guarded m = Guarded.vector(n, random).fill(values, random);
        Guarded v = Guarded.vector(n, random).fill(values, random);
        for (int i = 0; i < n && values == Values.NORMAL; i++) {
          v.array[i] *= v.array[i]; // not negative, as moments are; others also go through NaN
        }
        Guarded pBefore = p.copy();
        Guarded gBefore = g.copy();
        Guarded mBefore = m.copy();
        Guarded vBefore = v.copy();
        float step = random.nextUniform(0.001f, 0.1f);
        float rootScale = random.nextUniform(1f, 30f);
        AdamFactors factors = new AdamFactors(0.9, 0.999, 1e-8).set(step, rootScale);
        kernels.adam(n, factors, p.array, g.array, m.array, v.array);
        p.assertGuards("adam's parameters, n " + n);
        m.assertGuards("adam's first moments, n " + n);
        v.assertGuards("adam's second moments, n " + n);
        g.assertUntouched("adam's gradients", gBefore);
        for (int i = 0; i < n; i++) {
          float gradient = gBefore.array[i];
          float first = flush(Math.fma(0.9f, mBefore.array[i], 0.1f * gradient));
          float second = flush(Math.fma(0.999f, vBefore.array[i], 0.001f * gradient * gradient));
          assertSameBits(first, m.array[i], "first moment of " + values, n, i);
          assertSameBits(second, v.array[i], "second moment of " + values, n, i);
          float divisor = Math.fma((float) Math.sqrt(second), rootScale, 1e-8f);
          float expected = Math.fma(-step, first / divisor, pBefore.array[i]);
          assertSameBits(expected, p.array[i], "adam of " + values, n, i);
        }
      }
    }
  }

  /** Moments that have faded are +0, from either side; the smallest normal number stays. */
  @Test
  default void momentsAreFlushed() {
    float[] faded = {
      Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, -0f, 0x1p-125f
    };
    float[] expected = {0f, 0f, 0f, 0f, 0f, 0x1p-126f};
    AdamFactors halves = new AdamFactors(0.5, 0.5, 1e-8).set(1, 1);
    try (Kernels kernels = provider().create(1)) {
      for (int at = 0; at < 40; at++) { // in vectors and in what is left over
        for (int i = 0; i < faded.length; i++) {
          float[] v = new float[40];
          float[] p = new float[40];
          v[at] = faded[i];
          p[at] = 1f;
          kernels.momentum(40, 1f, 0.5f, p, new float[40], v);
          assertSameBits(expected[i], v[at], "momentum", at, faded[i]);
          v[at] = faded[i];
          kernels.nesterov(40, 1f, 0.5f, p, new float[40], v);
          assertSameBits(expected[i], v[at], "nesterov", at, faded[i]);
          float[] m = new float[40];
          float[] square = new float[40];
          m[at] = faded[i];
          square[at] = Math.abs(faded[i]);
          kernels.adam(40, halves, p, new float[40], m, square);
          assertSameBits(expected[i], m[at], "adam's first moment", at, faded[i]);
          assertSameBits(expected[i], square[at], "adam's second moment", at, faded[i]);
        }
      }
    }
  }
}
