package org.lstm4j.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmGradients;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/**
 * An LSTM layer (Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and
 * Cummins 2000) over numbers or indices: the input product and the recurrence over all steps, and
 * on the way back the recurrence reversed and each weight gradient as one product over all rows.
 *
 * <pre>
 * weight_ih  W_x [4H × I]   rows: gates i, f, g, o of H units each
 * weight_hh  W_h [4H × H]
 * bias       b   [4H]
 * </pre>
 *
 * @param hiddenSize hidden units H, at least 1
 * @param activations its gate, candidate and cell activations
 */
public record Lstm(int hiddenSize, GateActivations activations) implements LayerSpec {
  static final String KIND = "lstm";

  private static final String INPUT_WEIGHTS = "weight_ih";
  private static final String RECURRENT_WEIGHTS = "weight_hh";
  private static final String BIAS = "bias";

  /** Checks the size. */
  public Lstm {
    Settings.checkSize("hidden size", hiddenSize);
    if (hiddenSize > Integer.MAX_VALUE / Gates.COUNT) {
      throw new IllegalArgumentException(
          "the hidden size is %d; expected at most %d"
              .formatted(hiddenSize, Integer.MAX_VALUE / Gates.COUNT));
    }
    Objects.requireNonNull(activations, "activations");
  }

  /**
   * A layer with the standard activations.
   *
   * @param hiddenSize hidden units H, at least 1
   */
  public Lstm(int hiddenSize) {
    this(hiddenSize, GateActivations.STANDARD);
  }

  static Lstm read(Settings settings) {
    return new Lstm(
        settings.size("hidden_size"),
        new GateActivations(
            settings.activation("gate"),
            settings.activation("candidate"),
            settings.activation("cell")));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings()
        .with("hidden_size", hiddenSize)
        .with("gate", activations.gate())
        .with("candidate", activations.candidate())
        .with("cell", activations.cell());
  }

  @Override
  public Shape output(Shape input) {
    input.mustBeEveryStep("an LSTM layer");
    return input.withValues(hiddenSize);
  }

  @Override
  public int[] stateSizes(Shape input) {
    return new int[] {hiddenSize, hiddenSize};
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    int gates = Gates.COUNT * hiddenSize;
    Role[] biases = new Role[Gates.COUNT];
    Arrays.fill(biases, Role.GATE_BIAS);
    biases[Gates.FORGET] = Role.FORGET_BIAS;
    layout.matrix(names.of(INPUT_WEIGHTS), gates, input.size(), ofEachGate(Role.INPUT_WEIGHTS));
    layout.matrix(
        names.of(RECURRENT_WEIGHTS), gates, hiddenSize, ofEachGate(Role.RECURRENT_WEIGHTS));
    layout.vector(names.of(BIAS), gates, biases);
  }

  private static Role[] ofEachGate(Role role) {
    Role[] roles = new Role[Gates.COUNT];
    Arrays.fill(roles, role);
    return roles;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return new Weights(this, binding, input);
  }

  /**
   * {@return for example {@code lstm 32}, and the activations unless they are the standard ones}
   */
  @Override
  public String toString() {
    return activations.equals(GateActivations.STANDARD)
        ? "lstm " + hiddenSize
        : "lstm " + hiddenSize + " " + activations;
  }

  /** The weights, packed. */
  private static final class Weights implements Layer {
    private final int hiddenSize;
    private final boolean indexed;

    /** Not in training on indices, where each step reads a few columns and changes all weights. */
    private final boolean packsInput;

    private final Slice inputSlice;
    private final Slice recurrentSlice;
    private final Slice biasSlice;
    private final Matrix inputWeights = new Matrix();
    private final Matrix recurrentWeights = new Matrix();
    private final Matrix bias = new Matrix();
    private final LstmWeights forward;
    private final LstmWeights back; // null without training

    Weights(Lstm spec, Binding binding, Shape input) {
      hiddenSize = spec.hiddenSize;
      indexed = input.kind() == Kind.INDICES;
      inputSlice = binding.slice(INPUT_WEIGHTS);
      recurrentSlice = binding.slice(RECURRENT_WEIGHTS);
      biasSlice = binding.slice(BIAS);
      int gates = Gates.COUNT * hiddenSize;
      PackedMatrix recurrent = binding.forward(hiddenSize, gates);
      packsInput = !(indexed && binding.training());
      PackedMatrix inputs = packsInput ? binding.forward(input.size(), gates) : recurrent;
      forward = new LstmWeights(spec.activations, inputs, recurrent, bias);
      back =
          binding.training()
              ? new LstmWeights(
                  spec.activations,
                  binding.back(gates, input.size()),
                  binding.back(gates, hiddenSize))
              : null;
    }

    @Override
    public void load(Kernels kernels, float[] parameters) {
      inputSlice.point(inputWeights, parameters);
      if (packsInput) {
        kernels.packTransposed(forward.input(), inputWeights);
      }
      kernels.packTransposed(
          forward.recurrent(), recurrentSlice.point(recurrentWeights, parameters));
      biasSlice.point(bias, parameters);
    }

    @Override
    public LayerRun newRun(Signal input, Gradients gradients) {
      return new Run(this, input, gradients);
    }
  }

  /** The passes. */
  private static final class Run implements LayerRun {
    private final Weights weights;
    private final Signal input;
    private final LstmTape tape;
    private final Signal output;
    private final boolean wantsStart;
    private final State hidden;
    private final State cells;
    private final Matrix dInputWeights = new Matrix();
    private final Matrix dRecurrentWeights = new Matrix();
    private final Matrix dBias = new Matrix();
    private final LstmGradients gradients =
        new LstmGradients(dInputWeights, dRecurrentWeights, dBias);

    Run(Weights weights, Signal input, Gradients wanted) {
      this.weights = weights;
      this.input = input;
      boolean training = wanted != Gradients.NONE;
      tape = new LstmTape(input.extent(), weights.hiddenSize, training);
      output = new Signal(input.extent(), tape.outputs(), training ? tape.outputGradients() : null);
      wantsStart = wanted == Gradients.PARAMETERS_AND_INPUTS;
      hidden = new State(tape, tape.hidden, tape.dHidden, true);
      cells = new State(tape, tape.cells, tape.dCells, training);
    }

    @Override
    public Signal output() {
      return output;
    }

    @Override
    public List<LayerState> states() {
      return List.of(hidden, cells);
    }

    @Override
    public void begin() {
      tape.outputs(); // moves the view that the output has
      if (tape.training) {
        tape.outputGradients();
      }
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      if (weights.indexed) {
        if (weights.packsInput) {
          kernels.gatherRows(
              input.indices(), 0, weights.forward.input(), weights.bias, tape.gates());
        } else {
          gatherColumns(tape.gates());
        }
        kernels.lstmForward(tape, weights.forward);
      } else {
        kernels.lstmForward(tape, input.values(), weights.forward);
      }
    }

    /** z ← b + W_x[·, index] for each row, from the weights as they lie. */
    private void gatherColumns(Matrix z) {
      Matrix w = weights.inputWeights;
      float[] bias = weights.bias.values();
      int first = weights.bias.offset();
      for (int r = 0; r < z.rows(); r++) {
        int column = w.offset() + input.indices()[r];
        int row = z.offset(r);
        for (int j = 0; j < z.columns(); j++) {
          z.values()[row + j] = bias[first + j] + w.values()[column + j * w.stride()];
        }
      }
    }

    @Override
    public void backward(Kernels kernels, float[] allGradients, Pass pass) {
      startFromTheEnd();
      weights.inputSlice.point(dInputWeights, allGradients);
      weights.recurrentSlice.point(dRecurrentWeights, allGradients);
      weights.biasSlice.point(dBias, allGradients);
      gradients.want(pass.truncation(), wantsStart).accumulate(pass.accumulates());
      if (tape.extent.steps() > 1 || wantsStart) {
        kernels.pack(weights.back.recurrent(), weights.recurrentWeights);
      }
      if (weights.indexed) {
        kernels.lstmBackward(tape, null, weights.back, gradients, null);
        kernels.scatterColumns(tape.gates(), input.indices(), 0, dInputWeights, pass.accumulates());
        return;
      }
      if (input.gradients() != null) {
        kernels.pack(weights.back.input(), weights.inputWeights);
      }
      kernels.lstmBackward(tape, input.values(), weights.back, gradients, input.gradients());
    }

    /**
     * The gradients of the last states, nothing if there are none, and nothing yet at the start.
     */
    private void startFromTheEnd() {
      int h = tape.hiddenSize;
      int batch = tape.extent.batch();
      Arrays.fill(tape.dHidden, 0, batch * h, 0f);
      if (cells.endGradient == null) {
        Arrays.fill(tape.dCells, 0, batch * h, 0f);
      } else {
        System.arraycopy(cells.endGradient, 0, tape.dCells, 0, batch * h);
      }
      for (int b = 0; hidden.endGradient != null && b < batch; b++) {
        int end = tape.hiddenAfter(tape.extent.length(b) - 1) + b * h;
        for (int j = 0; j < h; j++) {
          tape.dHidden[end + j] += hidden.endGradient[b * h + j];
        }
      }
    }
  }

  /** The hidden or the cell state: the first rows of an array, or for inference all of it. */
  private static final class State implements LayerState {
    private final LstmTape tape;
    private final float[] values;
    private final float[] gradients;
    private final boolean keepsSteps;
    private float[] endGradient;

    State(LstmTape tape, float[] values, float[] gradients, boolean keepsSteps) {
      this.tape = tape;
      this.values = values;
      this.gradients = gradients;
      this.keepsSteps = keepsSteps;
    }

    @Override
    public int size() {
      return tape.hiddenSize;
    }

    @Override
    public float[] start() {
      return values;
    }

    @Override
    public float[] startGradient() {
      return gradients;
    }

    @Override
    public void setEndGradient(float[] gradient) {
      endGradient = gradient;
    }

    @Override
    public void copyEnd(float[] to) {
      int h = tape.hiddenSize;
      Extent extent = tape.extent;
      if (!keepsSteps || extent.isUniform()) {
        int after = keepsSteps ? tape.hiddenAfter(extent.steps() - 1) : 0;
        System.arraycopy(values, after, to, 0, extent.batch() * h);
        return;
      }
      for (int b = 0; b < extent.batch(); b++) {
        int after = tape.hiddenAfter(extent.length(b) - 1);
        System.arraycopy(values, after + b * h, to, b * h, h);
      }
    }
  }
}
