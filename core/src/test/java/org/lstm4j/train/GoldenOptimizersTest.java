package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** Twenty steps of optimizers, and schedules of learning rates, against PyTorch's in double. */
class GoldenOptimizersTest {
  private static final int STEPS = 20;
  private static final ModelSpec TEN_PARAMETERS = ModelSpec.values(4).dense(2).everyStep();

  private static final Map<String, Optimizer> CASES =
      Map.of(
          "nesterov", new Optimizer.Sgd(0.05, 0.9, true),
          "adamw", new Optimizer.Decaying(new Optimizer.Adam(0.01), 0.1, true),
          "rmsprop", new Optimizer.RmsProp(0.01, 0.95, 1e-6),
          "adagrad", new Optimizer.Adagrad(0.1, 1e-8));

  static Iterable<String> names() {
    return CASES.keySet();
  }

  private static float[] values(String file, String name) {
    try {
      var url = GoldenOptimizersTest.class.getResource("/golden/training/" + file + ".safetensors");
      SafeTensors tensors = SafeTensors.read(Path.of(Objects.requireNonNull(url).toURI()));
      return Objects.requireNonNull(tensors.tensors().get(name), name).values();
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Each step rounds parameter, moments and quotient some ten times; parameters stay below 4, and
   * moments that are off by as much as 10·2^−24 of themselves move a step of at most 0.1 by that.
   */
  @ParameterizedTest
  @MethodSource("names")
  void stepsArePyTorchs(String name) {
    Optimizer optimizer = CASES.get(name);
    Parameters parameters = new Parameters(TEN_PARAMETERS);
    Parameters gradients = new Parameters(TEN_PARAMETERS);
    int n = parameters.size();
    System.arraycopy(values("optimizers", name + ".p0"), 0, parameters.values(), 0, n);
    float[] g = values("optimizers", name + ".g");
    float[] p = values("optimizers", name + ".p");
    OptimizerState state = new OptimizerState(optimizer, parameters);
    try (Kernels kernels = Backends.select("scalar", Backends.installed()).provider().create(1)) {
      for (int step = 0; step < STEPS; step++) {
        System.arraycopy(g, step * n, gradients.values(), 0, n);
        optimizer.step(kernels, parameters, gradients, state, optimizer.learningRate());
        for (int i = 0; i < n; i++) {
          double tolerance = (step + 1) * (4 + 10 * 0.1) * 0x1p-24;
          assertEquals(p[step * n + i], parameters.values()[i], tolerance, name + " " + step);
        }
      }
    }
    assertEquals(STEPS, state.steps());
  }

  /** What the file holds is rounded to float. */
  @Test
  void schedulesArePyTorchs() {
    check("one_cycle", LearningRateSchedule.oneCycle(0.3, 1 / 25.0, 1 / 250_000.0));
    check("cosine", LearningRateSchedule.cosineOverSteps(0.1));
  }

  private static void check(String name, LearningRateSchedule schedule) {
    float[] factors = values("schedules", name);
    TrainingProgress progress = new TrainingProgress(2, factors.length / 2);
    for (int step = 0; step < factors.length; step++) {
      assertEquals(factors[step], schedule.factor(progress), 0x1p-24, name + " " + step);
      progress.next();
    }
  }
}
