package org.lstm4j.model;

import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Slice;

/**
 * A model in double precision, forward only, in plain loops: the oracle that finite differences are
 * taken of. All that a loss can be differentiated by lies in one array: the parameters in their
 * order, the inputs {@code [T × B × I]}, then each layer's h₀ and c₀ {@code [B × H]}.
 */
final class DoubleNetwork {
  private final ModelSpec spec;
  private final Parameters layout;
  private final int steps;
  private final int batch;
  private final int[] indices; // [T × B], empty for inputs of numbers
  private double kinkDistance = Double.POSITIVE_INFINITY;

  DoubleNetwork(ModelSpec spec, int steps, int batch, int[] indices) {
    this.spec = spec;
    this.layout = new Parameters(spec);
    this.steps = steps;
    this.batch = batch;
    this.indices = indices;
  }

  /** Where the inputs begin. */
  int inputOffset() {
    return layout.size();
  }

  /** Where h₀ of a layer begins; its c₀ follows. */
  int stateOffset(int layer) {
    int offset = inputOffset();
    if (spec.input() == Kind.VALUES) {
      offset += steps * batch * spec.inputSize();
    }
    for (int k = 0; k < layer; k++) {
      offset += 2 * batch * lstm(k).hiddenSize();
    }
    return offset;
  }

  /** The number of variables. */
  int variables() {
    return stateOffset(layers());
  }

  /** How near any argument of relu or hard sigmoid came to a kink since this was made. */
  double kinkDistance() {
    return kinkDistance;
  }

  /** The outputs {@code [rows × O]}. */
  double[] outputs(double[] x) {
    double[] below = new double[0]; // [T × B × in]
    for (int k = 0; k < layers(); k++) {
      below = layer(x, k, below);
    }
    int h = lstm(layers() - 1).hiddenSize();
    int rows = spec.output() == ModelSpec.Output.LAST ? batch : steps * batch;
    double[] hidden = new double[rows * h];
    System.arraycopy(below, below.length - hidden.length, hidden, 0, hidden.length);
    return spec.layers().getLast() instanceof Dense ? head(x, hidden, h, rows) : hidden;
  }

  /** The number of LSTM layers, which are at the bottom. */
  int layers() {
    return (int) spec.layers().stream().filter(layer -> layer instanceof Lstm).count();
  }

  private Lstm lstm(int k) {
    return (Lstm) spec.layers().get(k);
  }

  private double[] layer(double[] x, int k, double[] below) {
    Lstm layer = lstm(k);
    GateActivations a = layer.cell().activations();
    int h = layer.hiddenSize();
    double[] hidden = new double[batch * h];
    double[] cell = new double[batch * h];
    System.arraycopy(x, stateOffset(k), hidden, 0, batch * h);
    System.arraycopy(x, stateOffset(k) + batch * h, cell, 0, batch * h);
    double[] above = new double[steps * batch * h];
    for (int t = 0; t < steps; t++) {
      double[] next = new double[batch * h];
      for (int b = 0; b < batch; b++) {
        for (int j = 0; j < h; j++) {
          double i = value(a.gate(), preActivation(x, k, below, t, b, hidden, j));
          double f = value(a.gate(), preActivation(x, k, below, t, b, hidden, h + j));
          double g = value(a.candidate(), preActivation(x, k, below, t, b, hidden, 2 * h + j));
          double o = value(a.gate(), preActivation(x, k, below, t, b, hidden, 3 * h + j));
          double c = f * cell[b * h + j] + i * g;
          cell[b * h + j] = c;
          next[b * h + j] = o * value(a.cell(), c);
        }
      }
      hidden = next;
      System.arraycopy(next, 0, above, t * batch * h, batch * h);
    }
    return above;
  }

  private double preActivation(
      double[] x, int k, double[] below, int t, int b, double[] hidden, int row) {
    Slice wx = layout.layout().slice("lstm.weight_ih_l" + k);
    Slice wh = layout.layout().slice("lstm.weight_hh_l" + k);
    double z = x[layout.layout().slice("lstm.bias_l" + k).offset() + row];
    if (k == 0 && spec.input() == Kind.INDICES) {
      z += x[wx.offset() + row * wx.columns() + indices[t * batch + b]];
    } else {
      for (int i = 0; i < wx.columns(); i++) {
        int at = (t * batch + b) * wx.columns() + i;
        double input = k == 0 ? x[inputOffset() + at] : below[at];
        z += x[wx.offset() + row * wx.columns() + i] * input;
      }
    }
    for (int i = 0; i < wh.columns(); i++) {
      z += x[wh.offset() + row * wh.columns() + i] * hidden[b * wh.columns() + i];
    }
    return z;
  }

  private double[] head(double[] x, double[] hidden, int h, int rows) {
    int weights = layout.layout().slice("head.weight").offset();
    int bias = layout.layout().slice("head.bias").offset();
    int outputs = spec.outputSize();
    double[] y = new double[rows * outputs];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < outputs; j++) {
        double sum = x[bias + j];
        for (int i = 0; i < h; i++) {
          sum += x[weights + j * h + i] * hidden[r * h + i];
        }
        y[r * outputs + j] = sum;
      }
    }
    return y;
  }

  private double value(Activation activation, double x) {
    return switch (activation.function()) {
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case TANH -> StrictMath.tanh(x);
      case RELU -> {
        kinkDistance = Math.min(kinkDistance, Math.abs(x));
        yield Math.max(0, x);
      }
      case IDENTITY -> x;
      case HARD_SIGMOID -> {
        double line = activation.alpha() * x + activation.beta();
        double toKink = Math.min(Math.abs(line), Math.abs(line - 1)) / activation.alpha();
        kinkDistance = Math.min(kinkDistance, toKink);
        yield Math.min(1, Math.max(0, line));
      }
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case LEAKY_RELU -> {
        kinkDistance = Math.min(kinkDistance, Math.abs(x));
        yield x > 0 ? x : activation.alpha() * x;
      }
      case ELU -> {
        kinkDistance = Math.min(kinkDistance, Math.abs(x)); // of the slope
        yield x > 0 ? x : activation.alpha() * StrictMath.expm1(x);
      }
      case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      default -> throw new AssertionError(activation + " is not for gates");
    };
  }
}
