package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Matrix;

/** The bias of an LSTM's gates, which may be one, the sum of two, or none at all. */
final class GateBias {
  private static final String ONE = "bias";
  private static final String INPUT = "bias_ih";
  private static final String RECURRENT = "bias_hh";

  private final LstmCell.Bias kind;
  private final Slice first; // null for none
  private final Slice second; // null unless there are two
  private final int gates;
  private final float[] own; // for what is no slice
  private final Matrix values = new Matrix();

  GateBias(Lstm spec, Binding binding) {
    kind = spec.cell().bias();
    gates = Gates.COUNT * spec.hiddenSize();
    own = kind == LstmCell.Bias.ONE ? new float[0] : new float[gates];
    first =
        switch (kind) {
          case ONE -> binding.slice(ONE);
          case TWO -> binding.slice(INPUT);
          case NONE -> null;
        };
    second = kind == LstmCell.Bias.TWO ? binding.slice(RECURRENT) : null;
    if (kind != LstmCell.Bias.ONE) {
      values.set(own, 0, 1, gates);
    }
  }

  static void declare(Lstm spec, Layout.Builder layout, ParameterNames names) {
    int gates = Gates.COUNT * spec.hiddenSize();
    Role[] roles = new Role[Gates.COUNT];
    Arrays.fill(roles, Role.GATE_BIAS);
    Role[] others = roles.clone();
    roles[Gates.FORGET] = Role.FORGET_BIAS;
    switch (spec.cell().bias()) {
      case ONE -> layout.vector(names.of(ONE), gates, roles);
      case TWO -> {
        layout.vector(names.of(INPUT), gates, roles);
        layout.vector(names.of(RECURRENT), gates, others);
      }
      case NONE -> {}
    }
  }

  /** {@return the bias that acts, {@code [1 × 4H]}, the same object always} */
  Matrix values() {
    return values;
  }

  void load(float[] parameters) {
    switch (kind) {
      case ONE -> first.point(values, parameters);
      case TWO -> {
        for (int j = 0; j < gates; j++) {
          own[j] = parameters[first.offset() + j] + parameters[second.offset() + j];
        }
      }
      case NONE -> {}
    }
  }

  /** Room for a gradient of one run. */
  final class Gradient {
    private final float[] unwanted = new float[kind == LstmCell.Bias.NONE ? gates : 0];
    private final Matrix values =
        new Matrix(unwanted, 0, kind == LstmCell.Bias.NONE ? 1 : 0, unwanted.length);

    /** {@return where the gradient of the sum goes} */
    Matrix values() {
      return values;
    }

    void point(float[] gradients) {
      if (kind != LstmCell.Bias.NONE) {
        first.point(values, gradients);
      }
    }

    /** The second of two biases has the gradient of the first. */
    void share(float[] gradients) {
      if (kind == LstmCell.Bias.TWO) {
        System.arraycopy(gradients, first.offset(), gradients, second.offset(), gates);
      }
    }
  }
}
