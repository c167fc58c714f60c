package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;

class PredictionStreamTest {
  private static final ModelSpec NUMBERS = ModelSpec.values(2).lstm(5).lstm(3).dense(4).everyStep();
  private static final ModelSpec CLASSES = ModelSpec.indices(7).lstm(5).dense(7).everyStep();

  /** c grows by ½x with every step: 1, 3, 6. */
  @Test
  void remembersByHand() {
    try (PredictionStream stream = HandMadeModels.halfTheSum(Output.LAST).newStream()) {
      assertEquals(1, step(stream, 2));
      assertEquals(3, step(stream, 4));
      assertEquals(6, step(stream, 6));
      stream.reset();
      assertEquals(3, step(stream, 6));
    }
  }

  private static float step(PredictionStream stream, float input) {
    float[] output = new float[1];
    stream.step(new float[] {input}, output);
    return output[0];
  }

  @Test
  void sequencesOfABatchAreApart() {
    try (PredictionStream stream = HandMadeModels.halfTheSum(Output.SEQUENCE).newStream(3)) {
      assertEquals(3, stream.batch());
      float[] output = new float[6];
      stream.run(new float[] {2, 4, 8, 2, 0, 2}, 2, output);
      assertArrayEquals(new float[] {1, 2, 4, 2, 2, 5}, output);
    }
  }

  /** Around the length of the pieces that long sequences run in. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 128, 129, 200})
  void manyStepsAtOnceAreTheSameBits(int steps) {
    for (int batch = 1; batch <= 3; batch++) {
      checkNumbers(NUMBERS, steps, batch);
      checkNumbers(ModelSpec.values(2).lstm(5).lstm(3).lastStep(), steps, batch);
      checkClasses(steps, batch);
    }
  }

  private static void checkNumbers(ModelSpec spec, int steps, int batch) {
    Predictor predictor = HandMadeModels.random(spec, 1);
    boolean last = spec.output() == Output.LAST;
    int row = batch * 2;
    float[] input = randomNumbers(steps * row);
    int width = batch * spec.outputSize();
    float[] expected = new float[last ? width : steps * width];
    try (PredictionStream one = predictor.newStream(batch);
        PredictionStream many = predictor.newStream(batch)) {
      float[] output = new float[width];
      for (int t = 0; t < steps; t++) {
        one.step(Arrays.copyOfRange(input, t * row, (t + 1) * row), output);
        System.arraycopy(output, 0, expected, last ? 0 : t * width, width);
      }
      float[] actual = new float[expected.length];
      many.run(input, steps, actual);
      assertArrayEquals(expected, actual);
      assertSameState(spec, one, many);
    }
  }

  private static void checkClasses(int steps, int batch) {
    Predictor predictor = HandMadeModels.random(CLASSES, 2);
    int[] input = new SplittableRandom(3).ints((long) steps * batch, 0, 7).toArray();
    int width = batch * 7;
    float[] expected = new float[steps * width];
    try (PredictionStream one = predictor.newStream(batch);
        PredictionStream many = predictor.newStream(batch)) {
      float[] output = new float[width];
      for (int t = 0; t < steps; t++) {
        one.step(Arrays.copyOfRange(input, t * batch, (t + 1) * batch), output);
        System.arraycopy(output, 0, expected, t * width, width);
      }
      float[] actual = new float[expected.length];
      many.run(input, steps, actual);
      assertArrayEquals(expected, actual);
      assertSameState(CLASSES, one, many);
    }
  }

  private static void assertSameState(ModelSpec spec, PredictionStream a, PredictionStream b) {
    ModelState one = new ModelState(spec, a.batch());
    ModelState two = new ModelState(spec, b.batch());
    a.saveState(one);
    b.saveState(two);
    for (int s = 0; s < one.count(); s++) {
      assertArrayEquals(one.values(s), two.values(s));
    }
  }

  @Test
  void aSavedStateGoesOnInAnotherStream() {
    Predictor predictor = HandMadeModels.random(NUMBERS, 4);
    float[] input = randomNumbers(20);
    float[] expected = new float[40];
    float[] rest = new float[24];
    ModelState state = new ModelState(NUMBERS, 1);
    try (PredictionStream whole = predictor.newStream();
        PredictionStream first = predictor.newStream();
        PredictionStream second = predictor.newStream()) {
      whole.run(input, 10, expected);
      first.run(input, 4, new float[16]);
      first.saveState(state);
      first.run(input, 1, new float[4]);
      second.loadState(state);
      state.reset();
      second.run(Arrays.copyOfRange(input, 8, 20), 6, rest);
    }
    assertArrayEquals(Arrays.copyOfRange(expected, 16, 40), rest);
  }

  @Test
  void arraysMayBeLongerThanNeeded() {
    try (PredictionStream stream = HandMadeModels.halfTheSum(Output.SEQUENCE).newStream()) {
      float[] output = {-9, -9, -9};
      stream.run(new float[] {2, 4, Float.NaN, Float.NaN}, 2, output);
      assertArrayEquals(new float[] {1, 3, -9}, output);
    }
  }

  @Test
  void refusalsOfAModelOfNumbers() {
    try (PredictionStream stream = HandMadeModels.random(NUMBERS, 1).newStream(3)) {
      refuses("the model reads numbers, not indices", () -> stream.step(new int[3], new float[12]));
      refuses(
          "the input array has 5 values; expected one step of 3 sequences × 2",
          () -> stream.step(new float[5], new float[12]));
      refuses(
          "the output array has 11 values; expected one step of 3 sequences × 4",
          () -> stream.step(new float[6], new float[11]));
      refuses(
          "the number of steps is 0; expected at least 1",
          () -> stream.run(new float[6], 0, new float[12]));
      refuses(
          "the input array has 6 values; expected 2147483647 steps × 3 sequences × 2",
          () -> stream.run(new float[6], Integer.MAX_VALUE, new float[12]));
    }
  }

  @Test
  void refusalsOfAModelOfIndices() {
    try (PredictionStream stream = HandMadeModels.random(CLASSES, 1).newStream()) {
      refuses(
          "the model reads indices, not numbers", () -> stream.step(new float[1], new float[7]));
      refuses(
          "index 7 at position 1 is out of range; expected 0 to 6",
          () -> stream.run(new int[] {6, 7}, 2, new float[14]));
      refuses(
          "index -1 at position 0 is out of range; expected 0 to 6",
          () -> stream.step(new int[] {-1}, new float[7]));
      refuses(
          "the input array has 2 values; expected 3 steps × 1 sequences × 1",
          () -> stream.run(new int[2], 3, new float[21]));
      refuses(
          "the output array has 20 values; expected 3 steps × 1 sequences × 7",
          () -> stream.run(new int[3], 3, new float[20]));
    }
  }

  /** A long input is not half run when its last index is refused. */
  @Test
  void aRefusalLeavesTheStateAlone() {
    Predictor predictor = HandMadeModels.random(CLASSES, 5);
    int[] input = new int[100];
    input[99] = 7;
    float[] expected = new float[7];
    float[] actual = new float[7];
    try (PredictionStream fresh = predictor.newStream();
        PredictionStream refused = predictor.newStream()) {
      refuses(
          "index 7 at position 99 is out of range; expected 0 to 6",
          () -> refused.run(input, 100, new float[700]));
      refused.step(new int[] {3}, actual);
      fresh.step(new int[] {3}, expected);
    }
    assertArrayEquals(expected, actual);
  }

  @Test
  void statesOfAnotherSize() {
    try (PredictionStream stream = HandMadeModels.random(NUMBERS, 1).newStream(2)) {
      refuses(
          "the state is of 4 values × 1 sequences; expected 4 × 2",
          () -> stream.loadState(new ModelState(NUMBERS, 1)));
      refuses(
          "the state is of 2 values × 2 sequences; expected 4 × 2",
          () -> stream.loadState(new ModelState(CLASSES, 2)));
      refuses(
          "state 0 has 6 units; expected 5",
          () ->
              stream.saveState(new ModelState(ModelSpec.values(2).lstm(6).lstm(3).lastStep(), 2)));
    }
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static float[] randomNumbers(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }
}
