package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

class ForecasterTest {
  private static final float[] PAST = {0.5f, -0.3f, 0.2f, 0.9f, -0.7f, 0.1f, 0.4f, 0.6f};

  /** Half the sum of (2, 4), (4, 3), (3, 3.5). */
  @ParameterizedTest
  @EnumSource
  void rollingByHand(Output output) {
    try (Forecaster forecaster = new Forecaster(HandMadeModels.halfTheSum(output))) {
      float[] window = {2, 4};
      assertArrayEquals(new float[] {3, 3.5f, 3.25f}, forecaster.rolling(window, 3));
      assertArrayEquals(new float[] {2, 4}, window);
    }
  }

  /** The sum goes on: 3, then 3 + 3/2, then 4.5 + 4.5/2. */
  @ParameterizedTest
  @EnumSource
  void continuingByHand(Output output) {
    try (Forecaster forecaster = new Forecaster(HandMadeModels.halfTheSum(output))) {
      float[] history = {2, 4};
      assertArrayEquals(new float[] {3, 4.5f, 6.75f}, forecaster.continuing(history, 3));
      assertArrayEquals(new float[] {2, 4}, history);
    }
  }

  @Test
  void everyCallStartsFromZero() {
    try (Forecaster forecaster = new Forecaster(HandMadeModels.halfTheSum(Output.LAST))) {
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(new float[] {4}, forecaster.continuing(new float[] {8}, 1));
        assertArrayEquals(new float[] {4}, forecaster.rolling(new float[] {8}, 1));
      }
    }
  }

  /** Two values a step, two layers: as a stream by hand, one step at a time. */
  @ParameterizedTest
  @EnumSource
  void rollingIsAStreamPerWindow(Output output) {
    Predictor predictor = HandMadeModels.random(pairs(output), 1);
    float[] window = PAST.clone();
    float[] expected = new float[10];
    for (int n = 0; n < 5; n++) {
      float[] answer = last(predictor, window);
      window = Arrays.copyOfRange(window, 2, 10);
      System.arraycopy(answer, 0, window, 6, 2);
      System.arraycopy(answer, 0, expected, 2 * n, 2);
    }
    try (Forecaster forecaster = new Forecaster(predictor)) {
      assertArrayEquals(expected, forecaster.rolling(PAST, 5));
    }
  }

  private static float[] last(Predictor predictor, float[] window) {
    float[] answer = new float[2];
    try (PredictionStream stream = predictor.newStream()) {
      for (int t = 0; t < window.length; t += 2) {
        stream.step(new float[] {window[t], window[t + 1]}, answer);
      }
    }
    return answer;
  }

  @ParameterizedTest
  @EnumSource
  void continuingIsOneStream(Output output) {
    Predictor predictor = HandMadeModels.random(pairs(output), 2);
    float[] expected = new float[10];
    float[] answer = new float[2];
    try (PredictionStream stream = predictor.newStream()) {
      for (int t = 0; t < PAST.length; t += 2) {
        stream.step(new float[] {PAST[t], PAST[t + 1]}, answer);
      }
      for (int n = 0; n < 5; n++) {
        System.arraycopy(answer, 0, expected, 2 * n, 2);
        stream.step(answer.clone(), answer);
      }
    }
    try (Forecaster forecaster = new Forecaster(predictor)) {
      assertArrayEquals(expected, forecaster.continuing(PAST, 5));
    }
  }

  @Test
  void modelsOfAnotherKind() {
    refuses(
        "the model reads 2 numbers and answers with 3 numbers; expected as many numbers as it reads",
        ModelSpec.values(2).lstm(3).lastStep());
    refuses(
        "the model reads 3 classes and answers with 3 numbers; expected as many numbers as it reads",
        ModelSpec.indices(3).lstm(3).everyStep());
  }

  private static void refuses(String message, ModelSpec spec) {
    Predictor predictor = HandMadeModels.random(spec, 1);
    var e = assertThrows(IllegalArgumentException.class, () -> new Forecaster(predictor));
    assertEquals(message, e.getMessage());
  }

  @Test
  void argumentsOutOfRange() {
    try (Forecaster forecaster = new Forecaster(HandMadeModels.random(pairs(Output.LAST), 1))) {
      refuses("3 past values do not make steps of 2", () -> forecaster.rolling(new float[3], 1));
      refuses("0 past values do not make steps of 2", () -> forecaster.continuing(new float[0], 1));
      refuses(
          "the number of steps to forecast is 0; expected at least 1",
          () -> forecaster.rolling(PAST, 0));
      refuses(
          "the number of steps to forecast is -1; expected at least 1",
          () -> forecaster.continuing(PAST, -1));
    }
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static ModelSpec pairs(Output output) {
    ModelSpec.Builder builder = ModelSpec.values(2).lstm(5).lstm(3).dense(2);
    return output == Output.LAST ? builder.lastStep() : builder.everyStep();
  }
}
