package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.model.ModelSpec;

class TextGeneratorTest {
  private static final Vocabulary ABC = Vocabulary.of("abcd");

  @Test
  void greedyTextOfAModelThatCounts() {
    TextGenerator generator = new TextGenerator(HandMadeModels.nextInTurn(4), ABC);
    assertEquals("bcdabcd", generator.generate("a", 7, new Sampler(0, 1)));
    assertEquals("d", generator.generate("aabc", 1, new Sampler(0, 1)));
  }

  /** By a stream and a sampler of our own. */
  @Test
  void drawnTextFollowsTheLogits() {
    Predictor predictor =
        HandMadeModels.random(ModelSpec.indices(4).lstm(6).dense(4).everyStep(), 3);
    float[] logits = new float[4];
    StringBuilder expected = new StringBuilder();
    Sampler sampler = new Sampler(0.7, 5);
    try (PredictionStream stream = predictor.newStream()) {
      stream.run(new int[] {2, 0, 3}, 2, new float[8]);
      stream.step(new int[] {3}, logits);
      for (int n = 0; n < 50; n++) {
        int drawn = sampler.draw(logits, 0, 4);
        expected.append("abcd".charAt(drawn));
        stream.step(new int[] {drawn}, logits);
      }
    }
    TextGenerator generator = new TextGenerator(predictor, ABC);
    assertEquals(expected.toString(), generator.generate("cad", 50, new Sampler(0.7, 5)));
    assertNotEquals(expected.toString(), generator.generate("cad", 50, new Sampler(0.7, 6)));
  }

  @Test
  void aSamplerGoesOnFromTextToText() {
    TextGenerator generator =
        new TextGenerator(
            HandMadeModels.random(ModelSpec.indices(4).lstm(6).dense(4).everyStep(), 3), ABC);
    Sampler sampler = new Sampler(1, 5);
    String first = generator.generate("a", 50, sampler);
    assertNotEquals(first, generator.generate("a", 50, sampler));
    assertEquals(first, generator.generate("a", 50, new Sampler(1, 5)));
  }

  @Test
  void argumentsOutOfRange() {
    TextGenerator generator = new TextGenerator(HandMadeModels.nextInTurn(4), ABC);
    Sampler sampler = new Sampler(1, 1);
    refuses(
        "a prompt of 0 characters and a length of 5; expected at least 1 of each",
        () -> generator.generate("", 5, sampler));
    refuses(
        "a prompt of 2 characters and a length of 0; expected at least 1 of each",
        () -> generator.generate("ab", 0, sampler));
    refuses(
        "character 'x' at position 1 is not in the vocabulary of 4 characters",
        () -> generator.generate("ax", 5, sampler));
  }

  @Test
  void modelsOfAnotherKind() {
    ModelSpec[] others = {
      ModelSpec.values(4).lstm(6).dense(4).everyStep(),
      ModelSpec.indices(4).lstm(6).dense(4).lastStep(),
      ModelSpec.indices(5).lstm(6).dense(4).everyStep(),
      ModelSpec.indices(4).lstm(6).dense(5).everyStep()
    };
    for (ModelSpec spec : others) {
      Predictor predictor = HandMadeModels.random(spec, 1);
      refuses(
          "expected a model from 4 indices to 4 logits at every step; this one is " + spec,
          () -> new TextGenerator(predictor, ABC));
    }
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
