package org.lstm4j.infer;

import java.util.Arrays;
import org.lstm4j.kernel.support.Exclusive;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;

/**
 * Reads a sequence of classes with an encoder and writes another one with a decoder, which starts
 * from the states in which the encoder ends, and reads what it has written. For one thread at a
 * time.
 */
public final class Translator implements AutoCloseable {
  private final PredictionStream encoder;
  private final PredictionStream decoder;
  private final Exclusive use = new Exclusive("this translator is");
  private final int start;
  private final int end;
  private final ModelState state;
  private final float[] logits;
  private final float[] ignored; // the encoder's outputs
  private final int encoderOutputs;
  private final boolean everyStep;

  /**
   * A translator.
   *
   * @param encoder reads
   * @param decoder writes; its states are of the sizes of the encoder's
   * @param start class of the start sign that the decoder reads first
   * @param end class of the end sign
   * @throws IllegalArgumentException if the decoder does not answer with classes that it reads, or
   *     a sign is none of them
   */
  public Translator(Predictor encoder, Predictor decoder, int start, int end) {
    ModelSpec spec = decoder.spec();
    int classes = spec.outputSize();
    if (spec.input() != Kind.INDICES
        || spec.output() != Output.SEQUENCE
        || spec.inputSize() != classes
        || !spec.runsInPieces()) {
      throw new IllegalArgumentException(
          "expected a decoder that answers at every step with logits of the classes it reads; this"
              + " one is "
              + spec);
    }
    if (start < 0 || start >= classes || end < 0 || end >= classes) {
      throw new IllegalArgumentException(
          "start and end sign are %d and %d; expected 0 to %d".formatted(start, end, classes - 1));
    }
    this.start = start;
    this.end = end;
    this.encoder = encoder.newStream();
    this.decoder = decoder.newStream();
    state = new ModelState(encoder.spec(), 1);
    logits = new float[classes];
    encoderOutputs = encoder.spec().outputSize();
    everyStep = encoder.spec().output() == Output.SEQUENCE;
    ignored = new float[encoderOutputs];
  }

  /**
   * Translates.
   *
   * @param source classes to read, at least one
   * @param most the most classes to write, at least 1
   * @param sampler takes each class: the likeliest at temperature 0
   * @return what was written, without signs; of the greatest length if no end sign came
   * @throws IllegalArgumentException if there is nothing to read, or a class is out of range
   */
  public int[] translate(int[] source, int most, Sampler sampler) {
    if (source.length == 0 || most < 1) {
      throw new IllegalArgumentException(
          "%d classes to read and at most %d to write; expected at least 1 of each"
              .formatted(source.length, most));
    }
    use.enter();
    try {
      return write(source, most, sampler);
    } finally {
      use.leave();
    }
  }

  private int[] write(int[] source, int most, Sampler sampler) {
    encoder.reset();
    float[] outputs = everyStep ? new float[source.length * encoderOutputs] : ignored;
    encoder.run(source, source.length, outputs);
    encoder.saveState(state);
    decoder.loadState(state);
    int[] written = new int[most];
    int[] index = {start};
    for (int n = 0; n < most; n++) {
      decoder.step(index, logits);
      index[0] = sampler.draw(logits, 0, logits.length);
      if (index[0] == end) {
        return Arrays.copyOf(written, n);
      }
      written[n] = index[0];
    }
    return written;
  }

  /**
   * Releases both streams. A second call does nothing.
   *
   * @throws IllegalStateException if another thread translates
   */
  @Override
  public void close() {
    if (use.close()) {
      encoder.close();
      decoder.close();
    }
  }
}
