package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.SampleShape;
import org.lstm4j.data.Windows;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.scalar.ScalarKernelProvider;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** What would have trained on wrong numbers without a word: refused before anything changes. */
class MisuseTest {
  private static final ModelSpec SPEC = ModelSpec.values(1).lstm(2).dense(1).lastStep();

  private static Parameters model() {
    return Initialization.standard().create(SPEC, 1);
  }

  private static void refuses(String expected, Dataset data) {
    Parameters parameters = model();
    String before = parameters.sha256();
    Trainer trainer =
        Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.1)).batchSize(4);
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(data)).getMessage());
    assertEquals(before, parameters.sha256());
  }

  /** Datasets that would train on what the batch before left behind. */
  @Test
  void lyingDatasets() {
    Windows honest = Windows.next(new float[] {1, 2, 3, 4, 5, 6, 7}, 2);
    refuses(
        "the dataset filled a batch that it did not begin; expected batch.begin(4) first",
        lying(honest, (samples, from, count, batch) -> {}));
    refuses(
        "the dataset began a batch of 2 samples; it was asked for 4",
        lying(
            honest, (samples, from, count, batch) -> honest.fill(samples, from, count / 2, batch)));
    refuses(
        "input 0 of step 0 of sample 0 was not filled by the dataset",
        lying(honest, (samples, from, count, batch) -> batch.begin(count)));
    refuses(
        "target 0 of sample 3 was not filled by the dataset",
        lying(
            honest,
            (samples, from, count, batch) -> {
              batch.begin(count);
              Arrays.fill(batch.inputs().values, 1);
              Arrays.fill(batch.targetValues, 0, count - 1, 1);
            }));
    refuses(
        "the dataset gave 1 steps of sample 0; it has 2",
        lying(honest, (samples, from, count, batch) -> batch.begin(new int[] {1, 1, 1, 1}, count)));
  }

  private interface Filling {
    void fill(int[] samples, int from, int count, Batch batch);
  }

  private static Dataset lying(Dataset honest, Filling filling) {
    return new Dataset() {
      @Override
      public int size() {
        return honest.size();
      }

      @Override
      public SampleShape shape() {
        return honest.shape();
      }

      @Override
      public void fill(int[] samples, int from, int count, Batch batch) {
        filling.fill(samples, from, count, batch);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0, -1, 1e-50, 1e50})
  void aRateThatIsNone(double rate) {
    Parameters parameters = model();
    String before = parameters.sha256();
    Windows data = Windows.next(new float[] {1, 2}, 1);
    try (Kernels kernels = new ScalarKernelProvider().create(1)) {
      TrainStep step =
          new TrainStep(
              parameters,
              new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Sgd(1)),
              kernels,
              1,
              1);
      Batch batch = new Batch(data.shape(), 1);
      data.fill(new int[] {0}, 0, 1, batch);
      String expected =
          "the learning rate is %s; expected a positive number in the range of float"
              .formatted(rate);
      assertEquals(
          expected,
          assertThrows(IllegalArgumentException.class, () -> step.run(batch, rate)).getMessage());
      step.add(batch);
      assertEquals(
          expected,
          assertThrows(IllegalArgumentException.class, () -> step.update(rate)).getMessage());
    }
    assertEquals(before, parameters.sha256());
  }

  /** Before any parameter has changed. */
  @Test
  void anOptimizerStepOfOtherSizes() {
    Parameters parameters = model();
    Parameters larger = new Parameters(ModelSpec.values(1).lstm(3).lastStep());
    for (Optimizer optimizer :
        List.of(
            new Optimizer.Sgd(1),
            new Optimizer.Sgd(1, 0.5),
            new Optimizer.Adam(1),
            new Optimizer.RmsProp(1),
            new Optimizer.Adagrad(1),
            new Optimizer.Adam(1).withWeightDecay(0.1))) {
      String before = parameters.sha256();
      try (Kernels kernels = new ScalarKernelProvider().create(1)) {
        OptimizerState state = new OptimizerState(optimizer, parameters);
        assertThrows(
            IllegalArgumentException.class,
            () -> optimizer.step(kernels, parameters, larger, state, 0.1));
        if (optimizer.moments() > 0) {
          OptimizerState others = new OptimizerState(optimizer, larger);
          OptimizerState none = new OptimizerState(new Optimizer.Sgd(1), parameters);
          for (OptimizerState wrong : List.of(others, none)) {
            assertThrows(
                IllegalArgumentException.class,
                () -> optimizer.step(kernels, parameters, parameters, wrong, 0.1));
          }
        }
        assertThrows(
            IllegalArgumentException.class,
            () -> optimizer.step(kernels, parameters, parameters, state, Double.NaN));
      }
      assertEquals(before, parameters.sha256());
    }
  }

  /** A gradient of about 1e22: its square is no float, and Adam would never move again. */
  @Test
  void anInfiniteMomentStopsTheRun() {
    Parameters parameters = new Parameters(SPEC);
    parameters.set("head.bias", new float[] {1e-3f});
    Windows data = Windows.next(new float[] {0, 1e19f}, 1);
    Trainer trainer =
        Trainer.of(
                parameters,
                Loss.meanSquaredError().summed(),
                new Optimizer.Adam(1e-3, 0.9, 0.0, 1e-8, Optimizer.EpsilonMode.CORRECTED))
            .epochs(1);
    String message = assertThrows(TrainingException.class, () -> trainer.fit(data)).getMessage();
    assertEquals(
        "training stopped after epoch 1: moment 2 of head.bias[0] is Infinity, by which it would no"
            + " longer move; clip its gradients",
        message);
  }
}
