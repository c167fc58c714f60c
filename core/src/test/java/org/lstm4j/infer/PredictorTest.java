package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

class PredictorTest {
  private static final ModelSpec SPEC = ModelSpec.values(2).lstm(9).lstm(6).dense(3).everyStep();
  private static final int THREADS = 8;
  private static final int STREAMS = 64;
  private static final int STEPS = 70;

  @Test
  void manyThreadsGiveTheBitsOfOne() throws Exception {
    Predictor predictor = HandMadeModels.random(SPEC, 1);
    List<float[]> expected = new ArrayList<>();
    for (int s = 0; s < STREAMS; s++) {
      expected.add(run(predictor, s));
    }
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<float[]>> results = new ArrayList<>();
      for (int s = 0; s < STREAMS; s++) {
        int stream = s;
        results.add(
            threads.submit(() -> {
              start.await();
              return run(predictor, stream);
            }));
      }
      start.countDown();
      for (int s = 0; s < STREAMS; s++) {
        assertArrayEquals(expected.get(s), results.get(s).get(), "stream " + s);
      }
    }
  }

  /** Some in one call, some step by step. */
  private static float[] run(Predictor predictor, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] input = new float[2 * STEPS];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble(-1, 1);
    }
    float[] output = new float[3 * STEPS];
    try (PredictionStream stream = predictor.newStream()) {
      if (seed % 2 == 0) {
        stream.run(input, STEPS, output);
      } else {
        float[] one = new float[3];
        for (int t = 0; t < STEPS; t++) {
          stream.step(Arrays.copyOfRange(input, 2 * t, 2 * t + 2), one);
          System.arraycopy(one, 0, output, 3 * t, 3);
        }
      }
    }
    return output;
  }

  @Test
  void laterChangesOfTheParametersDoNotReachIt() {
    Parameters parameters = HandMadeModels.randomParameters(SPEC, 2);
    Predictor predictor = new Predictor(parameters, HandMadeModels.SCALAR);
    float[] before = run(predictor, 1);
    Arrays.fill(parameters.values(), 0.5f);
    assertArrayEquals(before, run(predictor, 1));
    assertSame(SPEC, predictor.spec());
  }

  /** Of 1 + 2^-9, between 1 and 1 + 2^-7, weights keep 1 and biases all. */
  @Test
  void weightsOfTwoBytesAndBiasesOfFour() {
    float odd = 1 + 0x1p-9f;
    float rounded = candidate(odd, 0f, WeightFormat.BFLOAT16);
    assertEquals(candidate(1f, 0f, WeightFormat.FLOAT32), rounded);
    assertNotEquals(candidate(odd, 0f, WeightFormat.FLOAT32), rounded);
    assertEquals(
        candidate(1f, odd, WeightFormat.FLOAT32), candidate(odd, odd, WeightFormat.BFLOAT16));
  }

  /** One step at x = 1 of one unit whose candidate alone has weight and bias. */
  private static float candidate(float weight, float bias, WeightFormat format) {
    Parameters parameters = new Parameters(ModelSpec.values(1).lstm(1).everyStep());
    parameters.set("lstm.weight_ih_l0", new float[] {0f, 0f, weight, 0f});
    parameters.set("lstm.bias_l0", new float[] {0f, 0f, bias, 0f});
    float[] output = new float[1];
    try (PredictionStream stream = new Predictor(parameters, format).newStream()) {
      stream.step(new float[] {1f}, output);
    }
    return output[0];
  }

  @Test
  void aStreamOfNoSequence() {
    Predictor predictor = HandMadeModels.random(SPEC, 3);
    for (int batch : new int[] {0, -1}) {
      var e = assertThrows(IllegalArgumentException.class, () -> predictor.newStream(batch));
      assertEquals("the number of sequences is " + batch + "; expected at least 1", e.getMessage());
    }
  }

  @Test
  void aBackendThatCannotBeUsed() {
    KernelProvider broken =
        new KernelProvider() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int priority() {
            return 1;
          }

          @Override
          public Availability availability() {
            return new Availability.Unavailable("it is broken", "mend it");
          }

          @Override
          public Kernels create(int threads) {
            throw new IllegalStateException("it is broken; mend it");
          }
        };
    Parameters parameters = new Parameters(SPEC);
    var e = assertThrows(IllegalStateException.class, () -> new Predictor(parameters, broken));
    assertEquals("it is broken; mend it", e.getMessage());
  }
}
