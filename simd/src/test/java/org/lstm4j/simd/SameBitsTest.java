package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.TrainStep;
import org.lstm4j.train.TrainingException;
import org.lstm4j.train.TrainingOptions;

/** Whole training steps of random models on this backend and on the scalar reference. */
class SameBitsTest {
  private static final int MODELS = 150;
  private static final int STEPS = 3;
  private static final int[] THREADS = {1, 2, 3, 8};
  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 24, 31, 33, 48, 64, 65};

  private final KernelProvider scalar =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private final KernelProvider simd = new VectorKernelProvider();

  @Test
  void trainingStepsOfRandomModels() {
    int finished = 0;
    for (int seed = 0; seed < MODELS; seed++) {
      SeededRandom random = new SeededRandom(seed);
      ModelSpec spec = model(random);
      Batch batch = batch(spec, random);
      TrainingOptions options = options(batch.shape(), random);
      finished += check("seed %d, %s".formatted(seed, spec), spec, batch, options) ? 1 : 0;
    }
    assertTrue(finished > MODELS / 2, finished + " of " + MODELS + " runs did not explode");
  }

  /** Larger than every cache block, 256 deep and 96 high, and large enough to be shared. */
  @Test
  void aModelBeyondTheCacheBlocks() {
    ModelSpec spec = ModelSpec.values(130).lstm(270).dense(3).everyStep();
    SampleShape shape = new SampleShape(Kind.VALUES, 130, 9, Output.SEQUENCE, Kind.VALUES, 3);
    Batch batch = new Batch(shape, 37);
    fill(batch, new SeededRandom(1));
    TrainingOptions options =
        new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Adam(1e-3));
    assertTrue(check("a large model", spec, batch, options));
  }

  /** So large, with so few sequences, that threads share units and parameters. */
  @Test
  void aModelOfManyUnitsAndFewSequences() {
    ModelSpec spec = ModelSpec.values(300).lstm(256).dense(2).everyStep();
    SampleShape shape = new SampleShape(Kind.VALUES, 300, 5, Output.SEQUENCE, Kind.VALUES, 2);
    Batch batch = new Batch(shape, 3);
    fill(batch, new SeededRandom(2));
    for (Optimizer optimizer :
        List.of(new Optimizer.Sgd(0.01), new Optimizer.Sgd(0.01, 0.9), new Optimizer.Adam(1e-3))) {
      TrainingOptions options = new TrainingOptions(Loss.meanSquaredError(), optimizer);
      assertTrue(check("many units, %s".formatted(optimizer), spec, batch, options));
    }
  }

  /** Compares three steps; returns whether they went through. */
  private boolean check(String what, ModelSpec spec, Batch batch, TrainingOptions options) {
    Result expected = train(scalar, 1, spec, batch, options);
    boolean finished = true;
    for (int threads : THREADS) {
      finished = compare(what, expected, train(simd, threads, spec, batch, options));
    }
    return finished;
  }

  private static boolean compare(String what, Result expected, Result actual) {
    assertEquals(expected.end, actual.end, what);
    assertArrayEquals(expected.losses, actual.losses, what);
    assertEquals(expected.weights, actual.weights, what);
    if (expected.end.isEmpty()) {
      assertEquals(expected.gradients, actual.gradients, what);
    }
    return expected.end.isEmpty();
  }

  /** What a run came to; the end is the message of the failure that ended it, if one did. */
  private record Result(double[] losses, String weights, String gradients, String end) {}

  private static Result train(
      KernelProvider backend, int threads, ModelSpec spec, Batch batch, TrainingOptions options) {
    Parameters parameters = Initialization.standard().create(spec, 1);
    double[] losses = new double[STEPS];
    try (Kernels kernels = backend.create(threads)) {
      TrainStep step = new TrainStep(parameters, options, kernels, batch.steps(), batch.size());
      String end = "";
      try {
        for (int s = 0; s < STEPS; s++) {
          losses[s] = step.run(batch, options.optimizer().learningRate());
        }
      } catch (TrainingException e) { // unbounded activations may explode, but then everywhere
        end = e.getMessage();
      }
      return new Result(losses, parameters.sha256(), step.gradients().sha256(), end);
    }
  }

  private static ModelSpec model(SeededRandom random) {
    List<Lstm> layers = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int k = 0; k < count; k++) {
      layers.add(new Lstm(size(random), activations(random)));
    }
    Kind input = random.nextInt(3) == 0 ? Kind.INDICES : Kind.VALUES;
    Output output = random.nextInt(2) == 0 ? Output.LAST : Output.SEQUENCE;
    int head = random.nextInt(4) == 0 ? 0 : size(random);
    int inputs = size(random);
    ModelSpec.Builder builder =
        input == Kind.VALUES ? ModelSpec.values(inputs) : ModelSpec.indices(inputs);
    layers.forEach(builder::layer);
    if (head > 0) {
      builder.dense(head);
    }
    return output == Output.LAST ? builder.lastStep() : builder.everyStep();
  }

  private static GateActivations activations(SeededRandom random) {
    if (random.nextInt(2) == 0) {
      return GateActivations.STANDARD;
    }
    return new GateActivations(activation(random), activation(random), activation(random));
  }

  private static Activation activation(SeededRandom random) {
    List<Activation> all = Activation.forGates();
    return all.get(random.nextInt(all.size()));
  }

  private static int size(SeededRandom random) {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private static Batch batch(ModelSpec spec, SeededRandom random) {
    int steps = 1 + random.nextInt(7);
    Kind target = random.nextInt(3) == 0 ? Kind.INDICES : Kind.VALUES;
    SampleShape shape =
        new SampleShape(
            spec.input(), spec.inputSize(), steps, spec.output(), target, spec.outputSize());
    Batch batch = new Batch(shape, 1 + random.nextInt(20));
    fill(batch, random);
    return batch;
  }

  private static void fill(Batch batch, SeededRandom random) {
    fill(batch.inputs().values, random);
    fill(batch.targetValues, random);
    fill(batch.inputs().indices, batch.shape().inputSize(), random);
    fill(batch.targetIndices, batch.shape().targetSize(), random);
  }

  private static void fill(float[] values, SeededRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextNormal();
    }
  }

  private static void fill(int[] indices, int classes, SeededRandom random) {
    for (int i = 0; i < indices.length; i++) {
      indices[i] = random.nextInt(classes);
    }
  }

  private static TrainingOptions options(SampleShape shape, SeededRandom random) {
    Loss loss =
        shape.target() == Kind.INDICES ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
    Optimizer optimizer =
        switch (random.nextInt(3)) {
          case 0 -> new Optimizer.Sgd(0.01);
          case 1 -> new Optimizer.Sgd(0.01, 0.9);
          default -> new Optimizer.Adam(0.001);
        };
    GradientClip clip =
        switch (random.nextInt(4)) {
          case 0 -> GradientClip.value(0.01);
          case 1 -> GradientClip.globalNorm(0.1);
          case 2 -> GradientClip.parameterNorm(0.05);
          default -> GradientClip.none();
        };
    return new TrainingOptions(loss, List.of(), optimizer, clip, random.nextInt(4));
  }
}
