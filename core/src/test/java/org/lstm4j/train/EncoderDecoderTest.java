package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.PairBatch;
import org.lstm4j.data.SequencePairs;
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

/** An encoder and a decoder: what is handed over, and a sum that they learn. */
class EncoderDecoderTest {
  private static final KernelProvider SCALAR =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private static final int CLASSES = 4; // a start and end sign, and three more
  private static final ModelSpec ENCODER =
      ModelSpec.indices(3).lstm(4).dropout(0.3).lstm(2).everyStep();
  private static final ModelSpec DECODER =
      ModelSpec.indices(CLASSES).lstm(4).lstm(2).dense(CLASSES).everyStep();
  private static final TrainingOptions SUM =
      new TrainingOptions(Loss.softmaxCrossEntropy().summed(), new Optimizer.Sgd(1e-30));

  private static SequencePairs pairs() {
    return SequencePairs.of(0, 0)
        .add(new int[] {1}, new int[] {2, 1, 3})
        .add(new int[] {2, 0, 1, 1}, new int[] {})
        .add(new int[] {0, 2}, new int[] {3, 3})
        .add(new int[] {2, 2}, new int[] {1, 2})
        .build();
  }

  /** Both sides have their longest first, and know where the other half of each pair is. */
  @Test
  void sidesHaveOrdersOfTheirOwn() {
    PairBatch batch = new PairBatch(pairs(), 3, CLASSES, 4);
    pairs().fill(new int[] {0, 1, 2, 3}, 0, 4, batch);
    assertArrayEquals(new int[] {1, 2, 3, 0}, batch.sources());
    assertArrayEquals(new int[] {0, 2, 3, 1}, batch.target().samples());
    assertArrayEquals(new int[] {3, 1, 2, 0}, batch.sourceOf());
    assertArrayEquals(new int[] {3, 1, 2, 0}, batch.targetOf());
    assertEquals(11, batch.target().rows());
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 2, 3, 1, 1, 3, 2, 3},
        Arrays.copyOf(batch.target().inputs().indices, 11));
    assertArrayEquals(
        new int[] {2, 3, 1, 0, 1, 3, 2, 3, 0, 0, 0},
        Arrays.copyOf(batch.target().targetIndices, 11));
    pairs().fill(new int[] {2, 2, 0}, 0, 3, batch);
    int[] places = Arrays.copyOf(batch.sourceOf(), 3);
    Arrays.sort(places);
    assertArrayEquals(new int[] {0, 1, 2}, places, "the same pair twice has two places");
  }

  /** The gradient of all pairs is the sum of those of each pair alone, dropout and all. */
  @Test
  void aBatchIsTheSumOfItsPairs() {
    SequencePairs pairs = pairs();
    Parameters encoder = Initialization.standard().create(ENCODER, 1);
    Parameters decoder = Initialization.standard().create(DECODER, 2);
    double[] expected = new double[encoder.size() + decoder.size()];
    double loss = 0;
    for (int pair = 0; pair < pairs.size(); pair++) {
      try (Kernels kernels = SCALAR.create(1)) {
        loss += add(step(kernels, encoder, decoder, pairs), pairs, new int[] {pair}, expected);
      }
    }
    try (Kernels kernels = SCALAR.create(1)) {
      double[] actual = new double[expected.length];
      EncoderDecoderStep step = step(kernels, encoder, decoder, pairs);
      // Each loss is a few nats of double sums over floats that are the same.
      assertEquals(loss, add(step, pairs, new int[] {3, 1, 0, 2}, actual), 1e-12 * loss);
      for (int i = 0; i < actual.length; i++) {
        // Sums of at most 15 rows, each rounded once, of gradients below 4.
        assertEquals(expected[i], actual[i], 15 * 4 * 0x1p-24, "gradient " + i);
      }
    }
  }

  private static EncoderDecoderStep step(
      Kernels kernels, Parameters encoder, Parameters decoder, SequencePairs pairs) {
    EncoderDecoderStep step =
        new EncoderDecoderStep(encoder.copy(), decoder.copy(), SUM, kernels, pairs, 4);
    step.keyDropout(5, 1);
    return step;
  }

  private static double add(
      EncoderDecoderStep step, SequencePairs pairs, int[] samples, double[] gradients) {
    PairBatch batch = new PairBatch(pairs, 3, CLASSES, samples.length);
    pairs.fill(samples, 0, samples.length, batch);
    double loss = step.run(batch, 1e-30);
    float[] first = step.encoderGradients().values();
    float[] second = step.decoderGradients().values();
    for (int i = 0; i < first.length; i++) {
      gradients[i] += first[i];
    }
    for (int i = 0; i < second.length; i++) {
      gradients[first.length + i] += second[i];
    }
    return loss;
  }

  /**
   * The encoder's gradient, along one direction, against a difference of losses: both sides of a
   * step of 2^−7, whose third-order term is below 2^−14, and losses of ten nats that are off by
   * some hundred roundings of floats, over twice the step.
   */
  @Test
  void theGradientReachesTheEncoder() {
    SequencePairs pairs = pairs();
    ModelSpec spec = ModelSpec.indices(3).lstm(4).lstm(2).everyStep();
    Parameters encoder = Initialization.standard().create(spec, 1);
    Parameters decoder = Initialization.standard().create(DECODER, 2);
    SeededRandom random = new SeededRandom(9);
    float[] direction = new float[encoder.size()];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) (random.nextNormal() / 8);
    }
    PairBatch batch = new PairBatch(pairs, 3, CLASSES, 4);
    pairs.fill(new int[] {0, 1, 2, 3}, 0, 4, batch);
    float step = 0x1p-7f;
    double slope = 0;
    double[] losses = new double[2];
    try (Kernels kernels = SCALAR.create(1)) {
      EncoderDecoderStep here = step(kernels, encoder, decoder, pairs);
      here.run(batch, 1e-30);
      for (int i = 0; i < direction.length; i++) {
        slope += (double) direction[i] * here.encoderGradients().values()[i];
      }
      for (int side = 0; side < 2; side++) {
        Parameters moved = encoder.copy();
        for (int i = 0; i < direction.length; i++) {
          moved.values()[i] += (side == 0 ? step : -step) * direction[i];
        }
        losses[side] = step(kernels, moved, decoder, pairs).evaluate(batch);
      }
    }
    double difference = (losses[0] - losses[1]) / (2 * step);
    assertTrue(Math.abs(slope) > 0.01, "a slope that can be told from nothing: " + slope);
    assertEquals(difference, slope, 0x1p-14 + 100 * 0x1p-24 / (2 * step));
  }

  @Test
  void statesMustMatch() {
    Parameters encoder = new Parameters(ModelSpec.indices(3).lstm(4).everyStep());
    Parameters decoder = new Parameters(DECODER);
    try (Kernels kernels = SCALAR.create(1)) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new EncoderDecoderStep(encoder, decoder, SUM, kernels, pairs(), 4));
      assertEquals(
          "the encoder's states have [4, 4] units, those of the decoder [4, 4, 2, 2]; expected the"
              + " same, and some",
          e.getMessage());
      EncoderDecoderStep step =
          step(kernels, new Parameters(ENCODER), new Parameters(DECODER), pairs());
      PairBatch batch = new PairBatch(pairs(), 3, CLASSES, 1);
      pairs().fill(new int[] {1}, 0, 1, batch);
      batch.source().indices[2] = 3;
      e = assertThrows(IllegalArgumentException.class, () -> step.run(batch, 1));
      assertEquals("source 2 of the batch is 3; expected 0 to 2", e.getMessage());
    }
    List<String> messages =
        List.of(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> SequencePairs.of(0, 0).add(new int[0], new int[1]))
                .getMessage(),
            assertThrows(IllegalArgumentException.class, () -> SequencePairs.of(0, 0).build())
                .getMessage());
    assertEquals(
        List.of(
            "the source of pair 0 is empty; expected at least one class",
            "there are no pairs; expected at least one"),
        messages);
  }

  /** Copies what it reads, backwards: a minute task that needs the states to be handed over. */
  @Test
  void learnsToReverse() {
    SeededRandom random = new SeededRandom(3);
    SequencePairs.Builder builder = SequencePairs.of(0, 0);
    for (int p = 0; p < 200; p++) {
      int[] source = new int[1 + random.nextInt(3)];
      Arrays.setAll(source, i -> random.nextInt(3));
      builder.add(source, reversed(source));
    }
    SequencePairs pairs = builder.build();
    Parameters encoder =
        Initialization.standard().create(ModelSpec.indices(3).lstm(16).everyStep(), 1);
    Parameters decoder =
        Initialization.standard()
            .create(ModelSpec.indices(CLASSES).lstm(16).dense(CLASSES).everyStep(), 2);
    TrainingOptions options =
        new TrainingOptions(Loss.softmaxCrossEntropy(), new Optimizer.Adam(0.02));
    int[] order = IntStream.range(0, pairs.size()).toArray();
    PairBatch batch = new PairBatch(pairs, 3, CLASSES, 20);
    try (Kernels kernels = SCALAR.create(1)) {
      EncoderDecoderStep step =
          new EncoderDecoderStep(encoder, decoder, options, kernels, pairs, 20);
      for (int epoch = 1; epoch <= 40; epoch++) {
        new SeededRandom(1, SeededRandom.SHUFFLING, epoch).shuffle(order);
        for (int from = 0; from < order.length; from += 20) {
          pairs.fill(order, from, 20, batch);
          step.run(batch, 0.02);
        }
      }
    }
    try (Translator translator =
        new Translator(new Predictor(encoder, SCALAR), new Predictor(decoder, SCALAR), 0, 0)) {
      for (int[] source : new int[][] {{0}, {2, 1}, {0, 1, 2}, {2, 2, 0}, {1, 1}}) {
        assertArrayEquals(
            reversed(source), translator.translate(source, 5, new Sampler(0, 1)), "greedy");
      }
      int[] drawn = translator.translate(new int[] {0, 1, 2}, 2, new Sampler(1, 1));
      assertTrue(drawn.length <= 2, "no more than was asked for");
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> translator.translate(new int[0], 1, new Sampler(0, 1)));
      assertEquals(
          "0 classes to read and at most 1 to write; expected at least 1 of each", e.getMessage());
    }
  }

  /** What is read is 0 to 2; what is written is one more, since 0 is the sign. */
  private static int[] reversed(int[] source) {
    return IntStream.range(0, source.length).map(i -> source[source.length - 1 - i] + 1).toArray();
  }
}
