package org.lstm4j.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

/** Reductions, weights, metrics and refusals, with numbers that can be worked out by hand. */
class LossTest {
  private static final SampleShape CLASSES =
      new SampleShape(Kind.VALUES, 1, 1, Output.LAST, Kind.INDICES, 3);
  private static final SampleShape NUMBERS =
      new SampleShape(Kind.VALUES, 1, 1, Output.LAST, Kind.VALUES, 2);
  private static final ModelSpec MODEL = ModelSpec.values(1).lstm(2).dense(3).lastStep();

  private final Kernels kernels =
      Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1);
  private final Batch numbers = numbers(1, 2, 3, 4);
  private final Matrix outputs = new Matrix(new float[] {2, 2, 1, 7}, 2); // off by 1, 0, −2, 3
  private final Matrix gradients = new Matrix(new float[4], 2);

  private static Batch numbers(float... targets) {
    Batch batch = new Batch(NUMBERS, targets.length / 2);
    batch.begin(targets.length / 2);
    System.arraycopy(targets, 0, batch.targetValues, 0, targets.length);
    return batch;
  }

  private static Batch classes(int... targets) {
    Batch batch = new Batch(CLASSES, targets.length);
    batch.begin(targets.length);
    System.arraycopy(targets, 0, batch.targetIndices, 0, targets.length);
    return batch;
  }

  @Test
  void meanAndSum() {
    assertEquals(3.5, evaluate(Loss.meanSquaredError()));
    assertEquals(14, evaluate(Loss.meanSquaredError().summed()));
    assertEquals(7, evaluate(Loss.halfSquaredError().summed()));
    assertEquals(1.5, evaluate(Loss.meanAbsoluteError()));
    assertEquals(6, evaluate(Loss.meanAbsoluteError().summed()));
    assertEquals(0.5 + 1.5 + 2.5, evaluate(Loss.huber(1).summed()));
  }

  /** A row of weight 0 leaves no trace, one of weight 2 is as if it stood there twice. */
  @Test
  void weightsCountRows() {
    numbers.weigh(new float[] {0, 1}, 0);
    assertEquals(6.5, evaluate(Loss.meanSquaredError()));
    assertEquals(0f, gradients.values()[0]);
    assertEquals(-2f, gradients.values()[2], "2·(−2) / 2 terms");
    numbers.weigh(new float[] {9, 2, 1}, 1);
    assertEquals((2 * 1 + 1 * 13) / 6.0, evaluate(Loss.meanSquaredError()));
    numbers.weigh(new float[] {0, 0}, 0);
    assertEquals(0, evaluate(Loss.meanSquaredError()), "no term, no loss");
    assertEquals(0f, gradients.values()[3]);
    numbers.begin(2);
    assertEquals(1f, numbers.weight(0));
  }

  @Test
  void metrics() {
    Matrix scratch = new Matrix(new float[4], 2);
    Metric root = Metric.rootMeanSquaredError();
    assertEquals(
        StrictMath.sqrt(3.5),
        root.result(root.sum(kernels, numbers, outputs, scratch), root.terms(numbers)));
    Metric sum = Metric.of(Loss.meanAbsoluteError().summed());
    assertEquals(6, sum.result(sum.sum(kernels, numbers, outputs, scratch), sum.terms(numbers)));
    assertEquals(
        sum, Metric.of(Loss.meanAbsoluteError().summed()), "equal if they measure the same");
  }

  /** Of equal outputs the first one is the answer; NaN never is. */
  @Test
  void accuracy() {
    float nan = Float.NaN;
    Matrix logits = new Matrix(new float[] {1, 3, 2, 5, 5, 0, 5, 5, 0, nan, 1, 0, 0, 1, nan}, 3);
    assertEquals(2 / 5.0, measure(Metric.accuracy(), classes(1, 0, 1, 0, 1), logits));
    assertEquals(2 / 3.0, measure(Metric.accuracyIgnoring(-9), classes(1, 0, 1, -9, -9), logits));
    Batch weighted = classes(1, 0, 1, 0, 1);
    weighted.weigh(new float[] {3, 1, 4, 0, 0}, 0);
    assertEquals(4 / 8.0, measure(Metric.accuracy(), weighted, logits));
    Batch sides = numbers(1, 0, 1, 0);
    assertEquals(
        3 / 4.0, measure(Metric.accuracy(), sides, new Matrix(new float[] {0.1f, -2, -3, 0}, 2)));
  }

  /** As many classes as are equally likely. */
  @Test
  void perplexity() {
    Matrix even = new Matrix(new float[6], 3);
    assertEquals(3, measure(Metric.perplexity(), classes(0, 2), even), 1e-6);
    assertEquals(3, measure(Metric.perplexityIgnoring(7), classes(0, 7), even), 1e-6);
  }

  @Test
  void refusals() {
    refuses(
        "the distance of a Huber loss is 0.0; expected a positive, finite number",
        () -> Loss.huber(0));
    refuses(
        "the level of a quantile is 1.0; expected a number between 0 and 1",
        () -> Loss.quantiles(0.5, 1));
    refuses("there are no quantiles; expected at least one level", () -> Loss.quantiles());
    refuses(
        "the label smoothing is 1.0; expected a number of at least 0 and below 1",
        () -> Loss.softmaxCrossEntropy().withSmoothing(1));
    refuses(
        "the weight of a class is -1.0; expected a finite number of at least 0",
        () -> Loss.softmaxCrossEntropy().withClassWeights(1, -1));
    refuses(
        "there are weights for 2 classes; the data has 3",
        () -> Loss.softmaxCrossEntropy().withClassWeights(1, 1).checkFits(CLASSES, MODEL));
    refuses(
        "the weight of positive targets is NaN; expected a positive, finite number",
        () -> Loss.binaryCrossEntropy().withPositiveWeight(Double.NaN));
    refuses(
        "the weight of target 1 is -1.0; expected a finite number of at least 0",
        () -> numbers.weigh(new float[] {1, -1}, 0));
    refuses(
        "a softmax cross-entropy takes the softmax itself; the model ends in one, which must go",
        () ->
            Loss.softmaxCrossEntropy()
                .checkFits(CLASSES, ModelSpec.values(1).lstm(2).dense(3).softmax().lastStep()));
    refuses(
        "a binary cross-entropy takes the sigmoid itself; the model ends in one, which must go",
        () ->
            Loss.binaryCrossEntropy()
                .checkFits(
                    NUMBERS, ModelSpec.values(1).lstm(2).dense(2, Activation.SIGMOID).lastStep()));
    refuses(
        "target 0 of sample 0 is 3; expected 0 to 2",
        () -> classes(3).checkIndices(Batch.NONE_IGNORED));
    classes(3).checkIndices(3);
    refuses(
        "the model has 3 outputs; the loss needs 2 for each of the data's 2 targets",
        () -> NUMBERS.checkFits(MODEL, 2));
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private double evaluate(Loss loss) {
    return loss.evaluate(kernels, numbers, outputs, gradients);
  }

  private double measure(Metric metric, Batch batch, Matrix answers) {
    Matrix scratch = new Matrix(new float[answers.size()], answers.columns());
    return metric.result(metric.sum(kernels, batch, answers, scratch), metric.terms(batch));
  }
}
