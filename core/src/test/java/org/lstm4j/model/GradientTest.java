package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Slice;

/**
 * Every gradient element (of parameters, inputs and initial states) against central differences of
 * the loss of a network in double precision.
 */
class GradientTest {
  /** Unit roundoff of float. */
  private static final double U = 0x1p-24;

  /**
   * Step of the differences. Their own error is h²·f‴/6 + 2⁻⁵³·f/h, for losses and derivatives of
   * order 10 at most 2e-10 + 1e-10, which {@link #differenceError} covers ten times.
   */
  private static final double STEP = 1e-5;

  /**
   * No argument of relu or hard sigmoid lies nearer than this to a kink: forty steps, so that a
   * step cannot cross it, and far more than rounding to float.
   */
  private static final double KINK_DISTANCE = 4e-4;

  @TestFactory
  List<DynamicTest> gradients() {
    return GradientCase.all().stream()
        .map(gradientCase -> {
          GradientCase moved = gradientCase.awayFromKinks(KINK_DISTANCE);
          return DynamicTest.dynamicTest(moved.toString(), () -> check(moved));
        })
        .toList();
  }

  private static void check(GradientCase gradientCase) {
    double[] actual;
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      actual = gradientCase.libraryGradients(kernels);
    }
    double[] x = gradientCase.variables();
    DoubleNetwork oracle = gradientCase.oracle();
    double[] expected = new double[x.length];
    double loss = gradientCase.oracleLoss(oracle.outputs(x));
    for (int i = 0; i < x.length; i++) {
      double value = x[i];
      x[i] = value + STEP;
      double above = gradientCase.oracleLoss(oracle.outputs(x));
      x[i] = value - STEP;
      double below = gradientCase.oracleLoss(oracle.outputs(x));
      x[i] = value;
      expected[i] = (above - below) / (2 * STEP);
    }
    // Also of all the shifted arguments: none came to the other side of a kink.
    assertTrue(oracle.kinkDistance() > KINK_DISTANCE / 4, () -> "kink at " + oracle.kinkDistance());

    double share = roundingShare(gradientCase);
    double difference = differenceError(loss);
    Parameters layout = new Parameters(gradientCase.spec());
    for (Slice slice : layout.layout().slices()) {
      compare(slice.name(), expected, actual, slice.offset(), slice.length(), share, difference);
    }
    int inputs = oracle.inputOffset();
    int length = oracle.stateOffset(0) - inputs;
    compare("input", expected, actual, inputs, length, share, difference);
    for (int k = 0; k < oracle.layers(); k++) {
      int h0 = oracle.stateOffset(k);
      int half = (oracle.stateOffset(k + 1) - h0) / 2;
      compare("h0 of layer " + k, expected, actual, h0, half, share, difference);
      compare("c0 of layer " + k, expected, actual, h0 + half, half, share, difference);
    }
  }

  /**
   * The share of a tensor's largest magnitude that rounding may take: one unit roundoff for each
   * operation on the longest way through forward and backward pass, each T × L × (the chains over
   * 4H and over the inputs, a dozen operations of the gate step, sigmoid and tanh of 5 u each), and
   * the chains of weight gradients over T·B. Growth along the way is what the tensor's own
   * magnitude shows.
   */
  private static double roundingShare(GradientCase gradientCase) {
    int widest = 0;
    int sequence = 0;
    for (LayerSpec layer : gradientCase.spec().layers()) {
      if (layer instanceof Lstm lstm) {
        sequence += gradientCase.steps();
        widest = Math.max(widest, 4 * lstm.hiddenSize());
      }
    }
    double perStep = widest + gradientCase.spec().inputSize() + 12 + 5 * 5;
    return U * (2 * sequence * perStep + gradientCase.steps() * gradientCase.batch());
  }

  private static double differenceError(double loss) {
    return 3e-9 * Math.max(1, Math.abs(loss));
  }

  private static void compare(
      String name,
      double[] expected,
      double[] actual,
      int offset,
      int length,
      double share,
      double difference) {
    assertEquals(expected.length, actual.length);
    double magnitude = 0;
    for (int i = offset; i < offset + length; i++) {
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
    }
    double tolerance = share * magnitude + difference;
    for (int i = offset; i < offset + length; i++) {
      double error = Math.abs(expected[i] - actual[i]);
      int index = i;
      assertTrue(
          error <= tolerance,
          () ->
              "%s[%d]: expected %s, got %s; off by %.2g, allowed %.2g"
                  .formatted(
                      name, index - offset, expected[index], actual[index], error, tolerance));
    }
  }
}
