package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.random.SeededRandom;

/** Activation functions of layers, and the way back through softmax. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface ActivationsContract extends BackendContract {
  /** Unit roundoff of float. */
  double U = 0x1p-24;

  /** Those that have names, and others with numbers of their own. */
  List<Activation> ALL =
      Stream.concat(
              Activation.named().stream(),
              Stream.of(
                  Activation.hardSigmoid(1 / 6f, 0.5f),
                  Activation.leakyRelu(0.3f),
                  Activation.elu(0.7f),
                  Activation.thresholdedRelu(1f),
                  Activation.scaledTanh(1.7159f, 2 / 3f),
                  Activation.affine(-0.5f, 0.25f)))
          .toList();

  /** Those of {@link #ALL} that gates can have. */
  List<Activation> ALL_FOR_GATES = ALL.stream().filter(Activation::isForGates).toList();

  /** {@link #ALL}, for a parameterized test. */
  static Stream<Activation> all() {
    return ALL.stream();
  }

  /** The reference's bits, forward and back, wherever the arguments lie. */
  @ParameterizedTest
  @MethodSource("org.lstm4j.kernel.ActivationsContract#all")
  default void activationLikeTheReference(Activation activation) {
    SeededRandom random = new SeededRandom(901);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (Values values : new Values[] {Values.NORMAL, Values.TINY, Values.SPECIAL, Values.BITS}) {
        for (int columns : Values.SIZES) {
          Guarded x = Guarded.matrix(3, columns, random).fill(values, random);
          Guarded dy = Guarded.matrix(3, columns, random).fill(values, random);
          Guarded before = x.copy();
          Guarded y = Guarded.matrix(3, columns, random);
          Guarded dx = Guarded.matrix(3, columns, random);
          Guarded expectedY = y.copy();
          Guarded expectedDx = dx.copy();
          reference.activate(activation, x.view(), expectedY.view());
          reference.activateBackward(
              activation, x.view(), expectedY.view(), dy.view(), expectedDx.view());
          kernels.activate(activation, x.view(), y.view());
          kernels.activateBackward(activation, x.view(), y.view(), dy.view(), dx.view());
          String what = "%s of %s, columns %d".formatted(activation, values, columns);
          x.assertUntouched(what, before);
          y.assertGuards(what);
          dx.assertGuards(what);
          assertSameBits(expectedY.values(), y.values(), what);
          assertSameBits(expectedDx.values(), dx.values(), what + ", backwards");
        }
      }
    }
  }

  /** Values and slopes against double precision, where functions are not arithmetic alone. */
  @Test
  default void activationsInDouble() {
    try (Kernels kernels = provider().create(1)) {
      int n = 40_001;
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = (i - n / 2) * 0x1p-9f; // −39 to 39
      }
      float[] y = new float[n];
      float[] ones = new float[n];
      float[] slopes = new float[n];
      Arrays.fill(ones, 1f);
      for (Activation activation :
          new Activation[] {
            Activation.ELU,
            Activation.SILU,
            Activation.GELU_TANH,
            Activation.GELU,
            Activation.SOFTPLUS
          }) {
        kernels.activate(activation, new Matrix(x, n), new Matrix(y, n));
        kernels.activateBackward(
            activation,
            new Matrix(x, n),
            new Matrix(y, n),
            new Matrix(ones, n),
            new Matrix(slopes, n));
        for (int i = 0; i < n; i++) {
          check(activation, x[i], y[i]);
          checkSlope(activation, x[i], slopes[i]);
        }
      }
    }
  }

  /** The logistic function. */
  static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** 2 √(2/π) (x + 0.044715 x³), of which GELU takes the logistic function. */
  static double gelu(double x) {
    return 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
  }

  /**
   * Φ by its series around 0, x φ(x) Σ x²ⁿ / (1·3·5 … (2n + 1)), which has no cancellation; 1 − Φ
   * is what it leaves of a half, exact enough up to 6, and nothing beyond.
   */
  static double normalCdf(double x) {
    double a = Math.abs(x);
    if (a > 6) {
      return x > 0 ? 1 : 0;
    }
    double term = a * StrictMath.exp(-0.5 * a * a) / Math.sqrt(2 * Math.PI);
    double sum = 0;
    for (int n = 1; term > 1e-20; n++) {
      sum += term;
      term *= a * a / (2 * n + 1);
    }
    return x > 0 ? 0.5 + sum : 0.5 - sum;
  }

  private static void check(Activation activation, double x, float actual) {
    double exact =
        switch (activation.function()) {
          case ELU -> x <= 0 ? StrictMath.expm1(x) : x;
          case SILU -> x * sigmoid(x);
          case GELU_TANH -> x * sigmoid(gelu(x));
          case GELU -> x * normalCdf(x);
          case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
          default -> throw new AssertionError(activation);
        };
    double relative =
        switch (activation.function()) {
          // tanh is within 2.5 ulp, 5 u; t / (1 − t) makes that 7.5 for t ≤ 0, and two roundings.
          case ELU -> 10 * U;
          // sigmoid is within 2.45 ulp, 5 u, and a rounding.
          case SILU -> 6 * U;
          // The argument is within 7 u: two constants and five roundings.
          case GELU_TANH -> 6 * U + 7 * U * Math.abs(gelu(x)) * (1 - sigmoid(gelu(x)));
          // Relative to the result where that is large; see below for the tail.
          case GELU -> 4 * U;
          // exp is within 2 u, w 4, the series and its constants 4, the last step 1.
          case SOFTPLUS -> 10 * U;
          default -> throw new AssertionError(activation);
        };
    // Hastings' polynomial, 7.5e-8, and a dozen roundings of what is below a half.
    double absolute =
        activation.equals(Activation.GELU) ? (7.5e-8 + 6 * U) * Math.min(Math.abs(x), 6) : 0x1p-120;
    double error = Math.abs(actual - exact);
    assertTrue(
        error <= relative * Math.abs(exact) + absolute, // where exp and sigmoid are flushed
        () -> "%s(%s): off by %s of %s".formatted(activation, x, error, exact));
  }

  /**
   * With s within 2.45 u of itself, and 1 − s of 1, x·s(1 − s) is off by 4 u times the factor of
   * s(1 − s); what else is rounded is below 1.2, 20 times at most. GELU's argument z is within 7 u
   * of itself, and |z|·s(1 − s) is below 0.3.
   */
  private static void checkSlope(Activation activation, double x, float actual) {
    double s = sigmoid(activation.equals(Activation.GELU_TANH) ? gelu(x) : x);
    double factor =
        switch (activation.function()) {
          case SILU -> x;
          case GELU_TANH -> x * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
          default -> 0;
        };
    double exact =
        switch (activation.function()) {
          case ELU -> x <= 0 ? StrictMath.exp(x) : 1;
          case SILU, GELU_TANH -> s + factor * s * (1 - s);
          case GELU -> normalCdf(x) + x * StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
          case SOFTPLUS -> s;
          default -> throw new AssertionError(activation);
        };
    double allowed = 20 * U + 4 * U * Math.abs(factor);
    double error = Math.abs(actual - exact);
    assertTrue(error <= allowed, () -> "%s'(%s): off by %s".formatted(activation, x, error));
  }

  /** dx = p·(dp − Σ dp·p), against the reference and against the formula in double. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void softmaxBackward(Values values) {
    SeededRandom random = new SeededRandom(902);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (int classes : SoftmaxContract.CLASSES) {
        Guarded x = Guarded.matrix(2, classes, random).fill(Values.NORMAL, random);
        Guarded p = Guarded.matrix(2, classes, random);
        kernels.softmax(x.view(), p.view());
        Guarded dp = Guarded.matrix(2, classes, random).fill(values, random);
        Guarded dx = Guarded.matrix(2, classes, random);
        Guarded expected = dx.copy();
        reference.softmaxBackward(p.view(), dp.view(), expected.view());
        kernels.softmaxBackward(p.view(), dp.view(), dx.view());
        String what = "softmax backwards, %s, classes %d".formatted(values, classes);
        dx.assertGuards(what);
        assertSameBits(expected.values(), dx.values(), what);
        if (values == Values.NORMAL) {
          checkSoftmaxBackward(p, dp, dx, what);
        }
        kernels.softmaxBackward(p.view(), dp.view(), dp.view());
        assertSameBits(expected.values(), dp.values(), what + ", in place");
      }
    }
  }

  private static void checkSoftmaxBackward(Guarded p, Guarded dp, Guarded dx, String what) {
    for (int r = 0; r < p.rows; r++) {
      double sum = 0;
      double magnitude = 0;
      for (int j = 0; j < p.columns; j++) {
        sum += (double) dp.get(r, j) * p.get(r, j);
        magnitude += Math.abs((double) dp.get(r, j) * p.get(r, j));
      }
      for (int j = 0; j < p.columns; j++) {
        double exact = p.get(r, j) * (dp.get(r, j) - sum);
        // The sum is off by 38 u of its magnitude (32 fused steps, 5 of the tree, its rounding).
        double allowed =
            p.get(r, j) * (38.01 * U * magnitude + 2.01 * U * Math.abs(dp.get(r, j) - sum))
                + 0x1p-140;
        double error = Math.abs(dx.get(r, j) - exact);
        assertTrue(error <= allowed, () -> "%s: off by %s of %s".formatted(what, error, allowed));
      }
    }
  }
}
