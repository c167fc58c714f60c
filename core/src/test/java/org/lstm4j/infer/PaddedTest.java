package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;

/** Sequences that share an array: each is answered as if it were alone. */
class PaddedTest {
  private static final int[] LENGTHS = {2, 4, 1};
  private static final int STEPS = 4;

  private static Predictor predictor(ModelSpec spec) {
    return new Predictor(Initialization.standard().create(spec, 6));
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i % 5 - 0.3f * (i % 3);
    }
    return numbers;
  }

  @Test
  void answersAtEveryStep() {
    Predictor predictor = predictor(ModelSpec.values(2).lstm(3).dense(2).everyStep());
    float[] inputs = numbers(LENGTHS.length * STEPS * 2);
    float[] zeros = predictor.predict(inputs, LENGTHS, PaddedSteps.ZERO);
    float[] last = predictor.predict(inputs, LENGTHS, PaddedSteps.LAST);
    for (int b = 0; b < LENGTHS.length; b++) {
      float[] alone = new float[LENGTHS[b] * 2];
      float[] own = Arrays.copyOfRange(inputs, b * STEPS * 2, b * STEPS * 2 + alone.length);
      try (PredictionStream stream = predictor.newStream()) {
        stream.run(own, LENGTHS[b], alone);
      }
      for (int t = 0; t < STEPS; t++) {
        int at = (b * STEPS + t) * 2;
        int shown = Math.min(t, LENGTHS[b] - 1) * 2;
        float[] answer = Arrays.copyOfRange(alone, shown, shown + 2);
        assertArrayEquals(answer, Arrays.copyOfRange(last, at, at + 2));
        assertArrayEquals(
            t < LENGTHS[b] ? answer : new float[2], Arrays.copyOfRange(zeros, at, at + 2));
      }
    }
  }

  @Test
  void oneAnswerForEachSequence() {
    Predictor predictor = predictor(ModelSpec.indices(4).lstm(3).lastStep());
    int[] inputs = {1, 2, -9, -9, 0, 1, 2, 3, 3, -9, -9, -9};
    float[] answers = predictor.predict(inputs, LENGTHS, PaddedSteps.ZERO);
    for (int b = 0; b < LENGTHS.length; b++) {
      float[] alone = new float[3];
      int[] own = Arrays.copyOfRange(inputs, b * STEPS, b * STEPS + LENGTHS[b]);
      try (PredictionStream stream = predictor.newStream()) {
        stream.run(own, LENGTHS[b], alone);
      }
      assertArrayEquals(alone, Arrays.copyOfRange(answers, b * 3, b * 3 + 3));
    }
  }

  @Test
  void refusals() {
    Predictor predictor = predictor(ModelSpec.values(2).lstm(3).lastStep());
    refuses(
        "there are 5 inputs for 2 sequences of 2 per step; expected a multiple of both",
        predictor,
        5,
        1,
        1);
    refuses(
        "there are 0 inputs for 1 sequences of 2 per step; expected a multiple of both",
        predictor,
        0,
        1);
    refuses("sequence 1 has 0 steps; expected 1 to 1", predictor, 4, 1, 0);
    refuses("sequence 0 has 2 steps; expected 1 to 1", predictor, 4, 2, 1);
  }

  private static void refuses(String message, Predictor predictor, int inputs, int... lengths) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> predictor.predict(new float[inputs], lengths, PaddedSteps.ZERO))
            .getMessage());
  }
}
