package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.IndexWindows;
import org.lstm4j.data.Windows;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Repeat;
import org.lstm4j.layer.Residual;
import org.lstm4j.layer.Reverse;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;

/** A steady training step and a steady prediction allocate nothing: exactly 0 bytes. */
class AllocationTest {
  private static final int CALLS = 200;

  /** Where C2 takes over, the JVM itself allocates an object now and then. */
  private static final int WARM_UP_CALLS = 20 * CALLS;

  private static final int MOST_MEASUREMENTS = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final KernelProvider backend =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();

  /** Keeps results alive. */
  private double sink;

  /** Bytes that this thread allocates over {@link #CALLS} calls. */
  private static long bytes(Runnable call) {
    long id = Thread.currentThread().threadId();
    long before = THREADS.getThreadAllocatedBytes(id);
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return THREADS.getThreadAllocatedBytes(id) - before;
  }

  /**
   * The least of some measurements, the more the longer C2 takes: on a busy machine it comes late.
   */
  private static void assertAllocatesNothing(String what, Runnable call) {
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      call.run();
    }
    long cost = Long.MAX_VALUE;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3 || (least > cost && i < MOST_MEASUREMENTS); i++) {
      cost = Math.min(cost, bytes(() -> {}));
      least = Math.min(least, bytes(call));
    }
    assertEquals(
        0, least - cost, what + ": bytes in " + CALLS + " calls, less " + cost + " of measuring");
  }

  @Test
  void theMeasurementSeesOneObject() {
    assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
    int[][] kept = new int[1][];
    long nothing = bytes(() -> {});
    long objects = bytes(() -> kept[0] = new int[1]);
    assertTrue(objects >= nothing + CALLS * 16L, objects + " bytes, of nothing " + nothing);
  }

  @TestFactory
  List<DynamicTest> trainingSteps() {
    List<Optimizer> optimizers =
        List.of(
            new Optimizer.Sgd(1e-4),
            new Optimizer.Sgd(1e-4, 0.9),
            new Optimizer.Adam(1e-4),
            new Optimizer.Adam(1e-4, 0.9, 0.999, 1e-7, Optimizer.EpsilonMode.UNCORRECTED));
    List<GradientClip> clips =
        List.of(
            GradientClip.none(),
            GradientClip.value(1e-3),
            GradientClip.globalNorm(1e-3),
            GradientClip.parameterNorm(1e-3),
            GradientClip.parameterNormPerElement(1e-6));
    List<DynamicTest> tests = new ArrayList<>();
    for (Optimizer optimizer : optimizers) {
      for (GradientClip clip : clips) {
        String name = optimizer + ", " + clip;
        tests.add(DynamicTest.dynamicTest("values, " + name, () -> values(optimizer, clip)));
        tests.add(DynamicTest.dynamicTest("indices, " + name, () -> indices(optimizer, clip)));
      }
    }
    return tests;
  }

  private void values(Optimizer optimizer, GradientClip clip) {
    float[] series = new float[40];
    for (int i = 0; i < series.length; i++) {
      series[i] = (float) StrictMath.sin(i);
    }
    ModelSpec spec = ModelSpec.values(1).lstm(5).lstm(3).dense(1).lastStep();
    Loss loss = Loss.meanSquaredError();
    List<Metric> metrics = List.of(Metric.rootMeanSquaredError());
    TrainingOptions options = new TrainingOptions(loss, metrics, optimizer, clip, 3);
    trainingStep(spec, options, Windows.next(series, 7));
  }

  private void indices(Optimizer optimizer, GradientClip clip) {
    int[] text = IntStream.range(0, 50).map(i -> i * i % 7).toArray();
    ModelSpec spec = ModelSpec.indices(7).lstm(5).dense(7).everyStep();
    Loss loss = Loss.softmaxCrossEntropy();
    List<Metric> metrics = List.of(Metric.accuracy(), Metric.perplexity());
    TrainingOptions options = new TrainingOptions(loss, metrics, optimizer, clip, 0);
    trainingStep(spec, options, new IndexWindows(text, 7, 6, 1));
  }

  /** All kinds of layers in two stacks. */
  @Test
  void layersOfAllKinds() {
    float[] series = new float[40];
    int[] text = IntStream.range(0, 50).map(i -> i * i % 7).toArray();
    for (int i = 0; i < series.length; i++) {
      series[i] = (float) StrictMath.sin(i);
    }
    ModelSpec values =
        ModelSpec.values(1)
            .layer(new Convolution(3, 2, Convolution.Padding.CAUSAL, 2, 1))
            .layer(new Convolution(3, 3, Convolution.Padding.SAME))
            .layer(new LayerNormalization())
            .dense(4, Activation.GELU_TANH)
            .layer(new BatchNormalization())
            .layer(new Reverse())
            .bidirectional(3)
            .dropout(0.2)
            .layer(new Residual(new Lstm(6), new Dense(6), new Activate(Activation.ELU)))
            .layer(new LastStep())
            .layer(new Repeat(2))
            .lstm(3, everything().withProjection(2))
            .layer(new Bidirectional(new Lstm(3, everything()), Bidirectional.Merge.SUMMED))
            .dense(1, Activation.SOFTPLUS)
            .lastStep();
    TrainingOptions options =
        new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Adam(1e-4));
    trainingStep(values, options, Windows.next(series, 7));
    ModelSpec indices =
        ModelSpec.indices(7).embedding(5).lstm(4).softmax().dense(7, Activation.SILU).everyStep();
    TrainingOptions classes =
        new TrainingOptions(Loss.softmaxCrossEntropy(), new Optimizer.Adam(1e-4));
    trainingStep(indices, classes, new IndexWindows(text, 7, 6, 1));
  }

  private static LstmCell everything() {
    return LstmCell.STANDARD
        .withActivations(
            new GateActivations(
                Activation.hardSigmoid(0.25f, 0.5f), Activation.TANH, Activation.elu(0.5f)))
        .withBias(LstmCell.Bias.TWO)
        .withPeepholes()
        .withClip(1)
        .withRecurrentDropout(0.2)
        .withNormalization();
  }

  private void trainingStep(ModelSpec spec, TrainingOptions options, Dataset dataset) {
    int[] samples = IntStream.range(0, dataset.size()).toArray();
    Batch batch = new Batch(dataset.shape(), 4);
    ModelState state = new ModelState(spec, 4);
    try (Kernels kernels = backend.create(1)) {
      int steps = dataset.shape().steps();
      TrainStep step =
          new TrainStep(Initialization.standard().create(spec, 3), options, kernels, steps, 4);
      dataset.fill(samples, 0, 4, batch);
      assertAllocatesNothing("run", () -> sink += step.run(batch, 1e-4));
      assertAllocatesNothing("evaluate", () -> sink += step.evaluate(batch));
      assertAllocatesNothing(
          "fill and run with batches of 3 and 4",
          () -> {
            dataset.fill(samples, 5, 3, batch);
            sink += step.run(batch, 1e-4);
            dataset.fill(samples, 2, 4, batch);
            sink += step.run(batch, 1e-4);
          });
      batch.startFrom(state);
      assertAllocatesNothing(
          "run with carried states",
          () -> {
            sink += step.run(batch, 1e-4);
            step.workspace().finalState(state);
          });
    }
    assertTrue(Double.isFinite(sink), "sum of losses " + sink);
  }

  @Test
  void predictionOnValues() {
    ModelSpec spec = ModelSpec.values(2).lstm(5).lstm(3).dense(2).everyStep();
    Predictor predictor = new Predictor(Initialization.standard().create(spec, 4), backend);
    for (int sequences : new int[] {1, 3}) {
      float[] input = new float[130 * sequences * 2];
      float[] output = new float[130 * sequences * 2];
      float[] oneInput = new float[sequences * 2];
      float[] oneOutput = new float[sequences * 2];
      ModelState state = new ModelState(spec, sequences);
      try (PredictionStream stream = predictor.newStream(sequences)) {
        assertAllocatesNothing("step", () -> stream.step(oneInput, oneOutput));
        assertAllocatesNothing("run of 20", () -> stream.run(input, 20, output));
        assertAllocatesNothing("run of 130", () -> stream.run(input, 130, output));
        assertAllocatesNothing(
            "steps and runs in turn, states saved and loaded",
            () -> {
              stream.run(input, 3, output);
              stream.saveState(state);
              stream.step(oneInput, oneOutput);
              stream.reset();
              stream.loadState(state);
            });
      }
    }
  }

  @Test
  void predictionOnIndices() {
    ModelSpec spec = ModelSpec.indices(9).lstm(6).lastStep();
    Predictor predictor = new Predictor(Initialization.standard().create(spec, 5), backend);
    int[] input = IntStream.range(0, 2 * 100).map(i -> i % 9).toArray();
    int[] oneInput = {3, 4};
    float[] output = new float[2 * 6];
    try (PredictionStream stream = predictor.newStream(2)) {
      assertAllocatesNothing("step", () -> stream.step(oneInput, output));
      assertAllocatesNothing("run of 100", () -> stream.run(input, 100, output));
    }
  }
}
