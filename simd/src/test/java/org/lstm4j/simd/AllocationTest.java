package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.backend.ScriptedTurns;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.layer.Kind;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.TrainStep;
import org.lstm4j.train.TrainingOptions;

/**
 * Steady training and prediction steps allocate nothing, on any thread: exactly 0 bytes. Vectors
 * are objects until C2 has compiled the loops, so the steps are repeated until a round of them is
 * free; a loop whose vectors are boxed for good never comes to that. Runs at the machine's own
 * width.
 */
@Tag("once")
class AllocationTest {
  /**
   * Until then C2 has compiled everything. Of the time of processors, of which a busy machine gives
   * less to the steps and to the compiler alike.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private static final int CALLS = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final KernelProvider backend = new VectorKernelProvider();

  private static void assertBecomesFree(String what, Runnable call) {
    long least = Long.MAX_VALUE;
    long end = SYSTEM.getProcessCpuTime() + PATIENCE.toNanos();
    while (least > 0 && SYSTEM.getProcessCpuTime() < end) {
      long before = THREADS.getTotalThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "%s: bytes in the best %d of calls".formatted(what, CALLS));
  }

  /** One sequence; products shared by sequences; a layer shared by units. */
  @ParameterizedTest
  @CsvSource({"1, 32, 1, 10, 1", "64, 64, 16, 10, 2", "300, 256, 3, 5, 2"})
  void trainingStep(int inputs, int hidden, int sequences, int steps, int threads) {
    trainingStep(backend, inputs, hidden, sequences, steps, threads);
  }

  private static void trainingStep(
      KernelProvider backend, int inputs, int hidden, int sequences, int steps, int threads) {
    ModelSpec spec = ModelSpec.values(inputs).lstm(hidden).dense(2).everyStep();
    Batch batch =
        new Batch(
            new SampleShape(Kind.VALUES, inputs, steps, Output.SEQUENCE, Kind.VALUES, 2),
            sequences);
    TrainingOptions options =
        new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Adam(1e-4));
    try (Kernels kernels = backend.create(threads)) {
      TrainStep step =
          new TrainStep(
              Initialization.standard().create(spec, 1), options, kernels, steps, sequences);
      assertBecomesFree("%s, %d threads".formatted(spec, threads), () -> step.run(batch, 1e-4));
    }
  }

  /** Nor do kernels that began with the scalar reference, after the change. */
  @Test
  void trainingStepAfterTheChangeOver() {
    trainingStep(ScriptedTurns.provider(ScriptedTurns.from(0, true)), 16, 32, 4, 5, 1);
  }

  @Test
  void streamingStepAfterTheChangeOver() {
    streamingStep(
        ScriptedTurns.provider(ScriptedTurns.from(0, false), ScriptedTurns.from(0, true)));
  }

  /** A model so small that it stays with the scalar reference. */
  @Test
  void trainingStepWithoutChangeOver() {
    KernelProvider auto = Backends.select(Backends.AUTO, Backends.installed()).provider();
    trainingStep(auto, 1, 1, 1, 4, 1);
  }

  @Test
  void streamingStep() {
    streamingStep(backend);
  }

  private static void streamingStep(KernelProvider backend) {
    streamingStep(backend, WeightFormat.FLOAT32, 1);
  }

  /** One row, and rows for which weights of two bytes are made floats. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void streamingStepWithRoundedWeights(int sequences) {
    streamingStep(backend, WeightFormat.BFLOAT16, sequences);
  }

  private static void streamingStep(KernelProvider backend, WeightFormat format, int sequences) {
    ModelSpec spec = ModelSpec.values(3).lstm(37).dense(2).everyStep();
    float[] input = new float[3 * sequences];
    float[] output = new float[2 * sequences];
    Predictor predictor = new Predictor(Initialization.standard().create(spec, 1), backend, format);
    try (PredictionStream stream = predictor.newStream(sequences)) {
      assertBecomesFree(spec.toString(), () -> stream.step(input, output));
    }
  }
}
