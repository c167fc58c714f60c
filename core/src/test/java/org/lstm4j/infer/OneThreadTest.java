package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;

/** What is for one thread at a time gives right answers or none, and none after its end. */
class OneThreadTest {
  private static final int CALLS = 20_000;
  private static final int THREADS = 3;
  private static final ModelSpec SPEC = ModelSpec.values(1).lstm(4).dense(1).lastStep();

  private final Predictor predictor = new Predictor(Initialization.standard().create(SPEC, 2));

  private static float[] window(int n) {
    return new float[] {n % 7, n % 5, -n % 3, 1};
  }

  /** Every answer is compared to the bit with the one that a thread alone gets. */
  @Test
  void aForecasterOfSeveralThreads() throws Exception {
    float[][] expected = new float[105][]; // the windows repeat
    try (Forecaster alone = new Forecaster(predictor)) {
      for (int n = 0; n < expected.length; n++) {
        expected[n] = alone.rolling(window(n), 3);
      }
    }
    try (Forecaster shared = new Forecaster(predictor);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<Integer> calls =
          () -> {
            int answered = 0;
            for (int n = 0; n < CALLS; n++) {
              try {
                assertArrayEquals(expected[n % 105], shared.rolling(window(n), 3));
                answered++;
              } catch (IllegalStateException e) {
                assertEquals(
                    "this forecaster is in use by another call; expected one thread at a time",
                    e.getMessage());
              }
            }
            return answered;
          };
      List<Future<Integer>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        running.add(threads.submit(calls));
      }
      for (Future<Integer> one : running) {
        one.get();
      }
      assertArrayEquals(expected[0], shared.rolling(window(0), 3)); // free again
    }
  }

  @Test
  void afterTheEnd() {
    PredictionStream stream = predictor.newStream();
    stream.close();
    stream.close();
    ModelState state = new ModelState(SPEC, 1);
    for (Executable call :
        List.<Executable>of(
            () -> stream.step(new float[1], new float[1]),
            () -> stream.run(new float[2], 2, new float[1]),
            stream::reset,
            () -> stream.saveState(state),
            () -> stream.loadState(state))) {
      assertEquals(
          "this stream is closed", assertThrows(IllegalStateException.class, call).getMessage());
    }
    Forecaster forecaster = new Forecaster(predictor);
    forecaster.close();
    forecaster.close();
    assertEquals(
        "this forecaster is closed",
        assertThrows(IllegalStateException.class, () -> forecaster.rolling(window(1), 1))
            .getMessage());
  }

  @Test
  void aStepIsOneStep() {
    try (PredictionStream stream = predictor.newStream()) {
      assertEquals(
          "the input array has 2 values; expected one step of 1 sequences × 1",
          assertThrows(
                  IllegalArgumentException.class, () -> stream.step(new float[2], new float[1]))
              .getMessage());
    }
  }

  @Test
  void logitsThatAreNone() {
    Sampler sampler = new Sampler(1, 1);
    assertEquals(
        "the logit of class 1 is NaN; expected a number below infinity",
        assertThrows(
                IllegalArgumentException.class,
                () -> sampler.draw(new float[] {0, Float.NaN, 1}, 0, 3))
            .getMessage());
    assertEquals(
        "the logit of class 0 is Infinity; expected a number below infinity",
        assertThrows(
                IllegalArgumentException.class,
                () -> Sampler.greatest(new float[] {Float.POSITIVE_INFINITY, 1}, 0, 2))
            .getMessage());
    float[] impossible = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
    assertEquals(1, sampler.draw(impossible, 0, 3));
    assertEquals(
        "all 1 logits are -Infinity; expected at least one possible class",
        assertThrows(IllegalArgumentException.class, () -> sampler.draw(impossible, 2, 1))
            .getMessage());
  }
}
