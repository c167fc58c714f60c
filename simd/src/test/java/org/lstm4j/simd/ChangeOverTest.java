package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.backend.ScriptedTurns;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Kind;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.TrainStep;
import org.lstm4j.train.TrainingOptions;

/** Models give the same bits wherever one backend takes over from the other. */
class ChangeOverTest {
  private static final int STEPS = 3;
  private static final int STREAMS = 4;
  private static final int CALLS = 40;

  private final KernelProvider scalar =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void trainingWithAChangeBeforeEveryOperation(int threads) {
    for (ModelSpec spec : models()) {
      List<String> expected = train(scalar, threads, spec);
      ScriptedTurns never = ScriptedTurns.from(Integer.MAX_VALUE, false);
      assertEquals(expected, train(ScriptedTurns.provider(never), threads, spec));
      assertTrue(never.asked() > 10 * STEPS, "operations: " + never.asked());
      for (int from = 0; from <= never.asked(); from++) {
        for (boolean settles : new boolean[] {false, true}) {
          KernelProvider backend = ScriptedTurns.provider(ScriptedTurns.from(from, settles));
          assertEquals(expected, train(backend, threads, spec), spec + ", change before " + from);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void trainingByLot(int threads) {
    for (ModelSpec spec : models()) {
      List<String> expected = train(scalar, threads, spec);
      for (int seed = 0; seed < 30; seed++) {
        KernelProvider backend = ScriptedTurns.provider(ScriptedTurns.drawn(seed));
        assertEquals(expected, train(backend, threads, spec), spec + ", seed " + seed);
      }
    }
  }

  /** By the clock, as programs run. */
  @Test
  void trainingByTheClock() {
    KernelProvider auto = Backends.select(Backends.AUTO, Backends.installed()).provider();
    for (ModelSpec spec : models()) {
      assertEquals(train(scalar, 1, spec), train(auto, 1, spec), spec.toString());
    }
  }

  private static List<ModelSpec> models() {
    return List.of(
        ModelSpec.values(5).lstm(17).lstm(9).dense(3).everyStep(),
        ModelSpec.indices(6).lstm(16).dense(6).lastStep());
  }

  private static List<String> train(KernelProvider backend, int threads, ModelSpec spec) {
    boolean classes = spec.input() == Kind.INDICES;
    SampleShape shape =
        new SampleShape(
            spec.input(), spec.inputSize(), 4, spec.output(), spec.input(), spec.outputSize());
    Batch batch = new Batch(shape, 7);
    SeededRandom random = new SeededRandom(3);
    fill(batch.inputs().values, random);
    fill(batch.targetValues, random);
    Arrays.setAll(batch.inputs().indices, i -> random.nextInt(spec.inputSize()));
    Arrays.setAll(batch.targetIndices, i -> random.nextInt(spec.outputSize()));
    Loss loss = classes ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
    TrainingOptions options =
        new TrainingOptions(
            loss,
            List.of(),
            classes ? new Optimizer.Sgd(0.1, 0.9) : new Optimizer.Adam(0.01),
            classes ? GradientClip.value(0.01) : GradientClip.globalNorm(0.1),
            classes ? 2 : 0);
    Parameters parameters = Initialization.standard().create(spec, 1);
    try (Kernels kernels = backend.create(threads)) {
      TrainStep step = new TrainStep(parameters, options, kernels, 4, 7);
      double last = 0;
      for (int s = 0; s < STEPS; s++) {
        last = step.run(batch, 0.01);
      }
      return List.of(parameters.sha256(), step.gradients().sha256(), Double.toHexString(last));
    }
  }

  private static void fill(float[] values, SeededRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextNormal();
    }
  }

  /** Streams share the packed weights: one gives up a form that others want. */
  @Test
  void streamsThatChangeOverAtDifferentTimes() throws Exception {
    ModelSpec spec = ModelSpec.values(3).lstm(20).lstm(8).dense(2).everyStep();
    Parameters parameters = Initialization.standard().create(spec, 1);
    float[] expected = predict(new Predictor(parameters, scalar).newStream());
    for (int round = 0; round < 20; round++) {
      KernelProvider backend =
          ScriptedTurns.provider(
              ScriptedTurns.from(Integer.MAX_VALUE, false), // packs
              ScriptedTurns.from(round, true),
              ScriptedTurns.from(2 * round + 1, false),
              ScriptedTurns.drawn(round),
              ScriptedTurns.from(Integer.MAX_VALUE, false));
      Predictor predictor = new Predictor(parameters, backend);
      List<PredictionStream> streams =
          IntStream.range(0, STREAMS).mapToObj(i -> predictor.newStream()).toList();
      try (ExecutorService threads = Executors.newFixedThreadPool(STREAMS)) {
        List<Callable<float[]>> calls =
            streams.stream().<Callable<float[]>>map(stream -> () -> predict(stream)).toList();
        for (Future<float[]> result : threads.invokeAll(calls)) {
          assertArrayEquals(expected, result.get(), "round " + round);
        }
      }
    }
  }

  private static float[] predict(PredictionStream stream) {
    float[] outputs = new float[2 * CALLS];
    try (stream) {
      float[] input = new float[3];
      float[] output = new float[2];
      for (int call = 0; call < CALLS; call++) {
        Arrays.fill(input, outputs[0]);
        input[call % 3] += 0.01f * call;
        stream.step(input, output);
        System.arraycopy(output, 0, outputs, 2 * call, 2);
      }
    }
    return outputs;
  }
}
