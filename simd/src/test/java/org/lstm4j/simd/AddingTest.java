package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.PairBatch;
import org.lstm4j.data.SequencePairs;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.infer.Predictor;
import org.lstm4j.infer.Sampler;
import org.lstm4j.infer.Translator;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.train.EncoderDecoderStep;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.TrainingOptions;

/**
 * The classic of encoders and decoders: sums of numbers below a hundred, written as characters of
 * as many digits as they have, of which nine tenths are shown and the others are asked. The encoder
 * reads backwards, from the last digit on, as Sutskever, Vinyals and Le found better.
 */
@Tag("once")
class AddingTest {
  private static final int NUMBERS = 100;
  private static final int HIDDEN = 64;
  private static final int BATCH = 64;
  private static final int EPOCHS = 30;
  private static final double RATE = 0.01;

  private static final Vocabulary CHARACTERS = Vocabulary.of("0123456789+=");
  private static final int SIGN = CHARACTERS.encode("=")[0]; // start and end

  private final KernelProvider simd =
      Backends.select(Backends.SIMD, Backends.installed()).provider();

  private static int[] question(int sum) {
    String text = sum / NUMBERS + "+" + sum % NUMBERS;
    return CHARACTERS.encode(new StringBuilder(text).reverse().toString());
  }

  private static int[] answer(int sum) {
    return CHARACTERS.encode(Integer.toString(sum / NUMBERS + sum % NUMBERS));
  }

  @Test
  void learnsToAdd() {
    int[] sums = IntStream.range(0, NUMBERS * NUMBERS).toArray();
    new SeededRandom(1).shuffle(sums);
    int[] asked = Arrays.copyOf(sums, sums.length / 10);
    SequencePairs.Builder shown = SequencePairs.of(SIGN, SIGN);
    Arrays.stream(sums, asked.length, sums.length)
        .forEach(sum -> shown.add(question(sum), answer(sum)));

    int classes = CHARACTERS.size();
    ModelSpec reads = ModelSpec.indices(classes).lstm(HIDDEN).everyStep();
    ModelSpec writes = ModelSpec.indices(classes).lstm(HIDDEN).dense(classes).everyStep();
    Parameters encoder = Initialization.standard().create(reads, 1);
    Parameters decoder = Initialization.standard().create(writes, 2);
    train(encoder, decoder, shown.build());

    int right = 0;
    try (Translator translator =
        new Translator(new Predictor(encoder, simd), new Predictor(decoder, simd), SIGN, SIGN)) {
      for (int sum : asked) {
        int[] written = translator.translate(question(sum), 4, new Sampler(0, 1));
        right += Arrays.equals(answer(sum), written) ? 1 : 0;
      }
    }
    double share = (double) right / asked.length;
    assertTrue(share >= 0.99, share + " of the sums that were not shown are right");
  }

  private void train(Parameters encoder, Parameters decoder, SequencePairs pairs) {
    TrainingOptions options =
        new TrainingOptions(
            Loss.softmaxCrossEntropy(),
            List.of(),
            new Optimizer.Adam(RATE),
            GradientClip.globalNorm(1),
            0);
    int[] order = IntStream.range(0, pairs.size()).toArray();
    PairBatch batch = new PairBatch(pairs, CHARACTERS.size(), CHARACTERS.size(), BATCH);
    try (Kernels kernels = simd.create(1)) {
      EncoderDecoderStep step =
          new EncoderDecoderStep(encoder, decoder, options, kernels, pairs, BATCH);
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        double rate = RATE * (EPOCHS + 1 - epoch) / EPOCHS;
        new SeededRandom(1, SeededRandom.SHUFFLING, epoch).shuffle(order);
        for (int from = 0; from < order.length; from += BATCH) {
          pairs.fill(order, from, Math.min(BATCH, order.length - from), batch);
          step.run(batch, rate);
        }
      }
    }
  }
}
