package org.lstm4j.infer;

import org.lstm4j.data.Vocabulary;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

/** Writes text with a character model: reads a prompt, then draws character after character. */
public final class TextGenerator {
  private final Predictor predictor;
  private final Vocabulary vocabulary;

  /**
   * A generator.
   *
   * @param predictor a model that reads indices and answers with logits at every step
   * @param vocabulary the model's characters
   * @throws IllegalArgumentException if the model is of another kind or size
   */
  public TextGenerator(Predictor predictor, Vocabulary vocabulary) {
    ModelSpec spec = predictor.spec();
    int size = vocabulary.size();
    if (spec.input() != Kind.INDICES
        || spec.output() != Output.SEQUENCE
        || spec.inputSize() != size
        || spec.outputSize() != size) {
      throw new IllegalArgumentException(
          "expected a model from %d indices to %d logits at every step; this one is %s"
              .formatted(size, size, spec));
    }
    this.predictor = predictor;
    this.vocabulary = vocabulary;
  }

  /**
   * Continues a prompt.
   *
   * @param prompt at least one character, all in the vocabulary
   * @param length characters to write, at least 1
   * @param sampler draws them
   * @return the continuation, without the prompt
   * @throws IllegalArgumentException if the prompt is empty or has an unknown character, or the
   *     length is not positive
   */
  public String generate(String prompt, int length, Sampler sampler) {
    int[] read = vocabulary.encode(prompt);
    if (read.length == 0 || length < 1) {
      throw new IllegalArgumentException(
          "a prompt of %d characters and a length of %d; expected at least 1 of each"
              .formatted(read.length, length));
    }
    int size = vocabulary.size();
    float[] logits = new float[size];
    int[] index = new int[1];
    int[] written = new int[length];
    try (PredictionStream stream = predictor.newStream()) {
      for (int character : read) {
        index[0] = character;
        stream.step(index, logits);
      }
      for (int n = 0; n < length; n++) {
        index[0] = sampler.draw(logits, 0, size);
        written[n] = index[0];
        if (n < length - 1) {
          stream.step(index, logits);
        }
      }
    }
    return vocabulary.decode(written);
  }
}
