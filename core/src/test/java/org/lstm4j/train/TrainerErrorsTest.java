package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.IndexWindows;
import org.lstm4j.data.SampleShape;
import org.lstm4j.data.Windows;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** What {@link Trainer} refuses, and how it stops where numbers end. */
class TrainerErrorsTest {
  private static final KernelProvider SCALAR =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  private static final ModelSpec SPEC = ModelSpec.values(1).lstm(2).dense(1).lastStep();
  private static final Windows GOOD = Windows.next(new float[] {0, 1, 2, 3}, 1);

  /** Nothing bounds its cell state. */
  private static final ModelSpec RELU =
      ModelSpec.values(1)
          .lstm(1, new GateActivations(Activation.SIGMOID, Activation.RELU, Activation.RELU))
          .lastStep();

  @Test
  void argumentsOutOfRange() {
    Trainer trainer = trainer(SPEC);
    refuses("the number of epochs is 0; expected at least 1", () -> trainer.epochs(0));
    refuses("the batch size is -1; expected at least 1", () -> trainer.batchSize(-1));
    refuses("the number of threads is 0; expected at least 1", () -> trainer.backend(SCALAR, 0));
    refuses(
        "the truncation is -1 steps; expected at least 1, or 0 for none",
        () -> trainer(SPEC).truncation(-1).fit(GOOD));
  }

  @Test
  void adamMustKnowWhereEpsilonGoes() {
    var e =
        assertThrows(
            NullPointerException.class, () -> new Optimizer.Adam(0.1, 0.9, 0.999, 1e-8, null));
    assertEquals("epsilon mode", e.getMessage());
  }

  @Test
  void earlyStoppingNeedsValidation() {
    refuses(
        "early stopping needs validation data; there is none",
        () -> trainer(SPEC).earlyStopping(new EarlyStopping(1, 0)).fit(GOOD));
  }

  @Test
  void samplesMustFitTheModel() {
    refuses(
        "the model has 1 inputs per step; the data has 2",
        () -> trainer(SPEC).fit(Windows.next(new float[6], 2, 0, 1)));
    refuses(
        "the model answers at the last step; the data has targets at every step",
        () -> trainer(SPEC).fit(Windows.shifted(new float[6], 2)));
    refuses(
        "the model reads numbers; the data has indices",
        () -> trainer(SPEC).fit(IndexWindows.whole(new int[6], 2)));
    refuses(
        "the model has 2 outputs; the data has 1",
        () -> trainer(ModelSpec.values(1).lstm(2).lastStep()).fit(GOOD));
    refuses(
        "the model answers at the last step; the data has targets at every step",
        () -> trainer(SPEC).validation(Windows.shifted(new float[6], 2)).fit(GOOD));
  }

  @Test
  void lossAndMetricMustFitTheTargets() {
    IndexWindows text = IndexWindows.whole(new int[] {0, 1, 0}, 2);
    ModelSpec classes = ModelSpec.indices(2).lstm(2).everyStep();
    refuses(
        "a squared error compares with numbers; the data's targets are classes",
        () -> trainer(classes).fit(text));
    refuses(
        "a softmax cross-entropy compares with classes; the data's targets are numbers",
        () -> trainer(SPEC).metric(Metric.of(Loss.softmaxCrossEntropy())).fit(GOOD));
  }

  @Test
  void anEmptyDataset() {
    Dataset empty =
        new Dataset() {
          @Override
          public int size() {
            return 0;
          }

          @Override
          public SampleShape shape() {
            return GOOD.shape();
          }

          @Override
          public void fill(int[] samples, int from, int count, Batch batch) {
            throw new AssertionError("there is nothing to fill from");
          }
        };
    refuses("a dataset is empty; expected at least one sample", () -> trainer(SPEC).fit(empty));
    refuses(
        "a dataset is empty; expected at least one sample",
        () -> trainer(SPEC).validation(empty).fit(GOOD));
  }

  /** Refused before anything was changed. */
  @Test
  void aRefusalLeavesTheParametersAlone() {
    Parameters parameters = Initialization.standard().create(SPEC, 1);
    String before = parameters.sha256();
    Trainer trainer =
        Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.1))
            .backend(SCALAR, 1)
            .validation(Windows.shifted(new float[6], 2));
    assertThrows(IllegalArgumentException.class, () -> trainer.fit(GOOD));
    assertEquals(before, parameters.sha256());
  }

  /** The second sample's target has no square among floats. */
  @Test
  void anInfiniteLossNamesEpochAndBatch() {
    Parameters parameters = relu();
    Dataset data = Windows.next(new float[] {1, 2, 1e30f, 3}, 1);
    String message = stop(parameters, 0.01, data);
    assertEquals("training stopped in epoch 1, batch 2: the loss is Infinity", message);

    Parameters afterOne = relu();
    trainer(afterOne, 0.01).epochs(1).fit(Windows.next(new float[] {1, 2}, 1));
    assertEquals(afterOne.sha256(), parameters.sha256());
    assertNotEquals(relu().sha256(), parameters.sha256());
    assertFinite(parameters);
  }

  /** By its place, and not by what it does to the loss. */
  @Test
  void aValueThatIsNotANumber() {
    refuses(
        "target 0 of sample 1 is NaN; expected a finite number",
        Windows.next(new float[] {1, 2, Float.NaN}, 1));
    refuses(
        "input 0 of step 2 of sample 0 is Infinity; expected a finite number",
        Windows.next(new float[] {1, 2, Float.POSITIVE_INFINITY, 3}, 3));
  }

  private static void refuses(String expected, Dataset data) {
    Parameters parameters = relu();
    String before = parameters.sha256();
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(parameters, 0.01).batchSize(4).epochs(1).fit(data));
    assertEquals(expected, e.getMessage());
    assertEquals(before, parameters.sha256());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> trainer(parameters, 0.01).evaluate(data))
            .getMessage());
  }

  /**
   * The output is about 2.5e17 and its square a float, but the candidate's input weight has the
   * gradient dh·o·i·x of about 5e17·1e30. The input gate is saturated, the forget gate met no
   * state: theirs are 0.
   */
  @Test
  void anInfiniteGradientNamesTheParameter() {
    Parameters parameters = new Parameters(RELU);
    parameters.set("lstm.weight_ih_l0", new float[] {0, 0, 1e-12f, 0});
    parameters.set("lstm.bias_l0", new float[] {100, 0, 0, 0});
    String before = parameters.sha256();
    String message = stop(parameters, 0.01, Windows.next(new float[] {1e30f, 0}, 1));
    assertEquals(
        "training stopped in epoch 1, batch 1: "
            + "the gradient of lstm.weight_ih_l0[2, 0] is Infinity",
        message);
    assertEquals(before, parameters.sha256());
  }

  /** b ← b − 1.5·2(b − 1) doubles the error and turns its sign: 2⁶⁴ after 64 epochs. */
  @Test
  void aGrowingErrorStopsWhereItsSquareIsNoFloat() {
    Parameters parameters = new Parameters(SPEC);
    Dataset data = Windows.next(new float[] {0, 1}, 1);
    TrainingException e =
        assertThrows(
            TrainingException.class, () -> trainer(parameters, 1.5).epochs(1000).fit(data));
    assertEquals("training stopped in epoch 65, batch 1: the loss is Infinity", e.getMessage());
    assertInstanceOf(TrainingException.class, e.getCause());
    assertEquals("the loss is Infinity", e.getCause().getMessage());
    assertEquals(-0x1p64f, parameters.get("head.bias")[0]);
  }

  /** Gradient 2(0 − 4) of the head's bias, rate 1e38: 8e38 is no float. */
  @Test
  void anUpdateThatOverflowsNamesTheParameter() {
    Parameters parameters = new Parameters(SPEC);
    String message = stop(parameters, 1e38, Windows.next(new float[] {0, 4}, 1));
    assertEquals(
        "training stopped after epoch 1: the update of head.bias[0] gives Infinity", message);
  }

  private static String stop(Parameters parameters, double rate, Dataset data) {
    return assertThrows(
            TrainingException.class, () -> trainer(parameters, rate).epochs(1).fit(data))
        .getMessage();
  }

  /** Gates of ½ and a candidate of relu(½x + ½h). */
  private static Parameters relu() {
    Parameters parameters = new Parameters(RELU);
    parameters.set("lstm.weight_ih_l0", new float[] {0, 0, 0.5f, 0});
    parameters.set("lstm.weight_hh_l0", new float[] {0, 0, 0.5f, 0});
    return parameters;
  }

  private static void assertFinite(Parameters parameters) {
    for (float value : parameters.values()) {
      assertTrue(Float.isFinite(value));
    }
  }

  private static Trainer trainer(ModelSpec spec) {
    return trainer(new Parameters(spec), 0.1);
  }

  private static Trainer trainer(Parameters parameters, double rate) {
    return Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(rate))
        .backend(SCALAR, 1)
        .batchSize(1);
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
