package org.lstm4j.loss;

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
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

/** Losses and their gradients, against PyTorch's in double precision. */
class GoldenLossesTest {
  private static final int ROWS = 7;
  private static final double EPSILON = 0x1p-24;

  private static final Map<String, Loss> CASES =
      Map.ofEntries(
          Map.entry("squared", Loss.meanSquaredError()),
          Map.entry("squared_weighted", Loss.meanSquaredError()),
          Map.entry("absolute", Loss.meanAbsoluteError()),
          Map.entry("huber", Loss.huber(0.75)),
          Map.entry("huber_weighted", Loss.huber(0.75)),
          Map.entry("quantiles", Loss.quantiles(0.1, 0.5, 0.9)),
          Map.entry("gaussian", Loss.gaussianLikelihood()),
          Map.entry("binary", Loss.binaryCrossEntropy()),
          Map.entry("binary_weighted", Loss.binaryCrossEntropy().withPositiveWeight(2.5)),
          Map.entry("cross", Loss.softmaxCrossEntropy()),
          Map.entry("cross_smoothed", Loss.softmaxCrossEntropy().withSmoothing(0.1)),
          Map.entry(
              "cross_weighted", Loss.softmaxCrossEntropy().withClassWeights(1, 0.5, 2, 3, 0.25)),
          Map.entry("cross_ignoring", Loss.softmaxCrossEntropy().ignoring(-1)),
          Map.entry(
              "cross_all",
              Loss.softmaxCrossEntropy()
                  .withClassWeights(1, 0.5, 2, 3, 0.25)
                  .withSmoothing(0.2)
                  .ignoring(-1)));

  private final SafeTensors golden = read("losses");

  static SafeTensors read(String name) {
    try {
      var file = GoldenLossesTest.class.getResource("/golden/training/" + name + ".safetensors");
      return SafeTensors.read(Path.of(Objects.requireNonNull(file).toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Iterable<String> names() {
    return CASES.keySet();
  }

  @Test
  void everyCaseIsChecked() {
    assertEquals(
        CASES.keySet(),
        golden.tensors().keySet().stream()
            .map(name -> name.substring(0, name.indexOf('.')))
            .collect(java.util.stream.Collectors.toSet()));
  }

  /**
   * Logits differ by up to 16 here, so that the argument of exp, and with it each probability, is
   * off by up to 16 roundings of 2^−24; exp, the sum and the quotient add 4. Losses of numbers are
   * double, but for d = y − t where the kernels take it, and rounded once more in the file. The
   * derivatives of a mean are divided by the weights of all terms, 7 and more; the greatest weight
   * of a term is 3.
   */
  @ParameterizedTest
  @MethodSource("names")
  void isPyTorchs(String name) {
    Loss loss = CASES.get(name);
    Batch batch = batch(name, loss);
    float[] x = tensor(name, "x").values();
    float[] dx = new float[x.length];
    int columns = x.length / ROWS;
    try (Kernels kernels = Backends.select("scalar", Backends.installed()).provider().create(1)) {
      double value = loss.evaluate(kernels, batch, new Matrix(x, columns), new Matrix(dx, columns));
      float expected = tensor(name, "loss").values()[0];
      assertEquals(expected, value, 24 * EPSILON * Math.max(1, expected), name);
    }
    float[] gradient = tensor(name, "dx").values();
    for (int i = 0; i < dx.length; i++) {
      double size = Math.max(3.0 / ROWS, Math.abs(gradient[i]));
      assertEquals(gradient[i], dx[i], 20 * EPSILON * size, name + " " + i);
    }
  }

  private Batch batch(String name, Loss loss) {
    float[] target = tensor(name, "target").values();
    boolean classes = loss instanceof CrossEntropy;
    int size = classes ? 5 : target.length / ROWS;
    Batch batch =
        new Batch(
            new SampleShape(
                Kind.VALUES, 1, 1, Output.LAST, classes ? Kind.INDICES : Kind.VALUES, size),
            ROWS);
    batch.begin(ROWS);
    for (int i = 0; i < target.length; i++) {
      if (classes) {
        batch.targetIndices[i] = (int) target[i];
      } else {
        batch.targetValues[i] = target[i];
      }
    }
    if (golden.tensors().containsKey(name + ".weights")) {
      batch.weigh(tensor(name, "weights").values(), 0);
    }
    return batch;
  }

  private Tensor tensor(String name, String part) {
    return Objects.requireNonNull(golden.tensors().get(name + "." + part), name + "." + part);
  }
}
