package org.lstm4j.kernel;

import java.util.List;

/**
 * The recurrence exactly as {@link Kernels} documents it, one element after the other. Sigmoid,
 * tanh and exp come from outside; with {@link #ARITHMETIC} there are only the other activations.
 */
public final class PlainLstm {

  /** Sigmoid, tanh and exp. */
  public interface Functions {
    /** The logistic function. */
    float sigmoid(float x);

    /** The hyperbolic tangent. */
    float tanh(float x);

    /** e to the power x. */
    float exp(float x);
  }

  /** Activations that are arithmetic alone. */
  public static final List<Activation> ARITHMETIC =
      List.of(Activation.RELU, Activation.IDENTITY, Activation.HARD_SIGMOID, Activation.SOFTSIGN);

  private static final Functions NONE =
      new Functions() {
        @Override
        public float sigmoid(float x) {
          throw new AssertionError("no sigmoid here");
        }

        @Override
        public float tanh(float x) {
          throw new AssertionError("no tanh here");
        }

        @Override
        public float exp(float x) {
          throw new AssertionError("no exp here");
        }
      };

  private final Functions functions;
  private final GateActivations activations;
  private final Guarded weights; // W_h [4H × H]

  /** With activations that are arithmetic alone. */
  public PlainLstm(Guarded weights, GateActivations activations) {
    this(weights, activations, NONE);
  }

  /** With all activations. */
  public PlainLstm(Guarded weights, GateActivations activations, Functions functions) {
    this.weights = weights;
    this.activations = activations;
    this.functions = functions;
  }

  /** All steps. */
  public void forward(LstmTape tape) {
    for (int t = 0; t < tape.extent.steps(); t++) {
      for (int b = 0; b < tape.extent.active(t); b++) {
        stepForward(tape, t, b);
      }
    }
  }

  private void stepForward(LstmTape tape, int t, int b) {
    int h = tape.hiddenSize;
    int before = tape.hiddenBefore(t) + b * h;
    int after = tape.hiddenAfter(t) + b * h;
    int out = tape.cellOutputOffset(t) + b * h;
    int z = tape.gateOffset(t) + 4 * b * h;
    for (int j = 0; j < h; j++) {
      float i = value(activations.gate(), preActivation(tape, z, before, j));
      float f = value(activations.gate(), preActivation(tape, z, before, h + j));
      float g = value(activations.candidate(), preActivation(tape, z, before, 2 * h + j));
      float o = value(activations.gate(), preActivation(tape, z, before, 3 * h + j));
      float c = UpdatesContract.flush(Math.fma(f, tape.cells[before + j], i * g));
      float y = value(activations.cell(), c);
      tape.gates[z + j] = i;
      tape.gates[z + h + j] = f;
      tape.gates[z + 2 * h + j] = g;
      tape.gates[z + 3 * h + j] = o;
      tape.cells[after + j] = c;
      tape.cellOutputs[out + j] = y;
      tape.hidden[after + j] = UpdatesContract.flush(o * y);
    }
  }

  private float preActivation(LstmTape tape, int z, int before, int row) {
    float sum = tape.gates[z + row];
    for (int k = 0; k < tape.hiddenSize; k++) {
      sum = Math.fma(tape.hidden[before + k], weights.get(row, k), sum);
    }
    return sum;
  }

  /** All steps back. */
  public void backward(LstmTape tape, int truncation, boolean initialStateGradient) {
    for (int t = tape.extent.steps() - 1; t >= 0; t--) {
      for (int b = 0; b < tape.extent.active(t); b++) {
        int stepsFromEnd = tape.extent.length(b) - t;
        boolean cut = truncation > 0 && t > 0 && stepsFromEnd % truncation == 0;
        boolean wanted = !cut && (t > 0 || initialStateGradient);
        stepBack(tape, t, b, cut, wanted);
      }
    }
  }

  private void stepBack(LstmTape tape, int t, int b, boolean cut, boolean wanted) {
    int h = tape.hiddenSize;
    int before = tape.hiddenBefore(t) + b * h;
    int after = tape.hiddenAfter(t) + b * h;
    int out = tape.cellOutputOffset(t) + b * h;
    int z = tape.gateOffset(t) + 4 * b * h;
    Activation sigma = activations.gate();
    for (int j = 0; j < h; j++) {
      float i = tape.gates[z + j];
      float f = tape.gates[z + h + j];
      float g = tape.gates[z + 2 * h + j];
      float o = tape.gates[z + 3 * h + j];
      float y = tape.cellOutputs[out + j];
      float dh = tape.dHidden[after + j];
      float cPrev = tape.cells[before + j];
      float slope = derivative(activations.cell(), y);
      float dc = UpdatesContract.flush(Math.fma(dh * o, slope, tape.dCells[b * h + j]));
      tape.gates[z + j] = UpdatesContract.flush(dc * g * derivative(sigma, i));
      tape.gates[z + h + j] = UpdatesContract.flush(dc * cPrev * derivative(sigma, f));
      tape.gates[z + 2 * h + j] =
          UpdatesContract.flush(dc * i * derivative(activations.candidate(), g));
      tape.gates[z + 3 * h + j] = UpdatesContract.flush(dh * y * derivative(sigma, o));
      tape.dCells[b * h + j] = cut ? 0f : UpdatesContract.flush(dc * f);
    }
    for (int j = 0; wanted && j < h; j++) {
      float sum = tape.dHidden[before + j];
      for (int row = 0; row < 4 * h; row++) {
        sum = Math.fma(tape.gates[z + row], weights.get(row, j), sum);
      }
      tape.dHidden[before + j] = sum;
    }
  }

  private float value(Activation activation, float x) {
    float alpha = activation.alpha();
    float beta = activation.beta();
    return switch (activation.function()) {
      case SIGMOID -> functions.sigmoid(x);
      case TANH -> functions.tanh(x);
      case RELU -> x > 0 ? x : Float.isNaN(x) ? x : 0f;
      case IDENTITY -> x;
      case HARD_SIGMOID -> {
        float line = Math.fma(alpha, x, beta);
        yield line < 0f ? 0f : line > 1f ? 1f : line;
      }
      case SOFTSIGN -> x / (1f + Math.abs(x));
      case LEAKY_RELU -> x > 0 || Float.isNaN(x) ? x : alpha * x;
      case ELU -> {
        float t = functions.tanh(0.5f * x);
        yield x > 0 || Float.isNaN(x) ? x : alpha * ((t + t) / (1f - t));
      }
      case SOFTPLUS -> softplus(x);
      case THRESHOLDED_RELU -> x > alpha || Float.isNaN(x) ? x : 0f;
      case SCALED_TANH -> alpha * functions.tanh(beta * x);
      case AFFINE -> Math.fma(alpha, x, beta);
      case SILU, GELU, GELU_TANH -> throw new AssertionError(activation + " is not for gates");
    };
  }

  private float softplus(float x) {
    float e = functions.exp(-Math.abs(x));
    float w = e / (2f + e);
    float u = w * w;
    float q = 1f / 15f;
    for (int odd = 13; odd >= 1; odd -= 2) {
      q = Math.fma(q, u, 1f / odd);
    }
    return Math.fma(w + w, q, x > 0f ? x : 0f);
  }

  private float derivative(Activation activation, float y) {
    float alpha = activation.alpha();
    return switch (activation.function()) {
      case SIGMOID -> y * (1f - y);
      case TANH -> Math.fma(-y, y, 1f);
      case RELU, THRESHOLDED_RELU -> y > 0f ? 1f : 0f;
      case IDENTITY -> 1f;
      case HARD_SIGMOID -> 0f < y && y < 1f ? alpha : 0f;
      case SOFTSIGN -> (1f - Math.abs(y)) * (1f - Math.abs(y));
      case LEAKY_RELU -> y > 0f ? 1f : alpha;
      case ELU -> y > 0f ? 1f : y + alpha;
      case SOFTPLUS -> 1f - functions.exp(-y);
      case SCALED_TANH -> {
        float s = y / alpha;
        yield alpha * activation.beta() * Math.fma(-s, s, 1f);
      }
      case AFFINE -> alpha;
      case SILU, GELU, GELU_TANH -> throw new AssertionError(activation + " is not for gates");
    };
  }
}
