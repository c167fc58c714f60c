package org.lstm4j.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lstm4j.kernel.CellStep;
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
 * bias       b   [4H]       or bias_ih and bias_hh of which the sum acts, or none
 * </pre>
 *
 * <p>A cell may have more of them, and another number P of outputs than H:
 *
 * <pre>
 * weight_hh        [4H × P]
 * weight_hr        [P × H]    the projection
 * weight_peephole  [3 × H]    to i, f and o
 * norm_ih          [4H]       weights of the normalised products
 * norm_hh          [4H]
 * norm_cell_weight [H]        of the normalised cell
 * norm_cell_bias   [H]
 * </pre>
 *
 * @param hiddenSize hidden units H, at least 1
 * @param cell what it does in each step
 */
public record Lstm(int hiddenSize, LstmCell cell) implements LayerSpec {
  static final String KIND = "lstm";

  static final String INPUT_WEIGHTS = "weight_ih";
  static final String RECURRENT_WEIGHTS = "weight_hh";
  static final String PROJECTION = "weight_hr";
  static final String PEEPHOLES = "weight_peephole";
  static final String INPUT_NORM = "norm_ih";
  static final String RECURRENT_NORM = "norm_hh";
  static final String CELL_NORM = "norm_cell_weight";
  static final String CELL_NORM_BIAS = "norm_cell_bias";

  /** Checks the size. */
  public Lstm {
    Settings.checkSize("hidden size", hiddenSize);
    if (hiddenSize > Integer.MAX_VALUE / Gates.COUNT) {
      throw new IllegalArgumentException(
          "the hidden size is %d; expected at most %d"
              .formatted(hiddenSize, Integer.MAX_VALUE / Gates.COUNT));
    }
    Objects.requireNonNull(cell, "cell");
  }

  /**
   * A layer of the standard cell.
   *
   * @param hiddenSize hidden units H, at least 1
   */
  public Lstm(int hiddenSize) {
    this(hiddenSize, LstmCell.STANDARD);
  }

  /**
   * A layer of the standard cell with other activations.
   *
   * @param hiddenSize hidden units H, at least 1
   * @param activations gate, candidate and cell
   */
  public Lstm(int hiddenSize, GateActivations activations) {
    this(hiddenSize, LstmCell.STANDARD.withActivations(activations));
  }

  static Lstm read(Settings settings) {
    return new Lstm(settings.size("hidden_size"), LstmCell.read(settings));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return cell.addTo(new Settings().with("hidden_size", hiddenSize));
  }

  /** {@return values per step of the output, P if they are projected, else H} */
  public int outputSize() {
    return cell.projection() > 0 ? cell.projection() : hiddenSize;
  }

  @Override
  public Shape output(Shape input) {
    input.mustBeEveryStep("an LSTM layer");
    return input.withValues(outputSize());
  }

  @Override
  public int[] stateSizes(Shape input) {
    return new int[] {outputSize(), hiddenSize};
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    int gates = Gates.COUNT * hiddenSize;
    layout.matrix(names.of(INPUT_WEIGHTS), gates, input.size(), ofEachGate(Role.INPUT_WEIGHTS));
    layout.matrix(
        names.of(RECURRENT_WEIGHTS), gates, outputSize(), ofEachGate(Role.RECURRENT_WEIGHTS));
    GateBias.declare(this, layout, names);
    if (cell.projection() > 0) {
      layout.matrix(names.of(PROJECTION), cell.projection(), hiddenSize, Role.PROJECTION_WEIGHTS);
    }
    if (cell.peepholes()) {
      layout.matrix(names.of(PEEPHOLES), CellStep.PEEPHOLES, hiddenSize, Role.PEEPHOLES);
    }
    if (cell.normalized()) {
      layout.vector(names.of(INPUT_NORM), gates, Role.SCALE);
      layout.vector(names.of(RECURRENT_NORM), gates, Role.SCALE);
      layout.vector(names.of(CELL_NORM), hiddenSize, Role.SCALE);
      layout.vector(names.of(CELL_NORM_BIAS), hiddenSize, Role.SHIFT);
    }
  }

  private static Role[] ofEachGate(Role role) {
    Role[] roles = new Role[Gates.COUNT];
    Arrays.fill(roles, role);
    return roles;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    // Prediction drops nothing.
    LstmCell acting = binding.training() ? cell : cell.withRecurrentDropout(0);
    return acting.isPlain()
        ? new Weights(this, binding, input)
        : new SteppedLstm(this, binding, input);
  }

  /** {@return for example {@code lstm 32}, and what is special about its cell} */
  @Override
  public String toString() {
    return cell.equals(LstmCell.STANDARD)
        ? "lstm " + hiddenSize
        : "lstm %d (%s)".formatted(hiddenSize, cell);
  }

  /** The weights, packed. */
  private static final class Weights implements Layer {
    private final int hiddenSize;
    private final boolean indexed;

    /** Not in training on indices, where each step reads a few columns and changes all weights. */
    private final boolean packsInput;

    private final Slice inputSlice;
    private final Slice recurrentSlice;
    private final Matrix inputWeights = new Matrix();
    private final Matrix recurrentWeights = new Matrix();
    private final GateBias bias;
    private final LstmWeights forward;
    private final LstmWeights back; // null without training

    Weights(Lstm spec, Binding binding, Shape input) {
      hiddenSize = spec.hiddenSize;
      indexed = input.kind() == Kind.INDICES;
      inputSlice = binding.slice(INPUT_WEIGHTS);
      recurrentSlice = binding.slice(RECURRENT_WEIGHTS);
      bias = new GateBias(spec, binding);
      int gates = Gates.COUNT * hiddenSize;
      GateActivations activations = spec.cell.activations();
      PackedMatrix recurrent = binding.forward(hiddenSize, gates);
      packsInput = !(indexed && binding.training());
      PackedMatrix inputs = packsInput ? binding.forward(input.size(), gates) : recurrent;
      forward = new LstmWeights(activations, inputs, recurrent, bias.values());
      back =
          binding.training()
              ? new LstmWeights(
                  activations, binding.back(gates, input.size()), binding.back(gates, hiddenSize))
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
      bias.load(parameters);
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
    private final RecurrentState hidden;
    private final RecurrentState cells;
    private final Matrix dInputWeights = new Matrix();
    private final Matrix dRecurrentWeights = new Matrix();
    private final GateBias.Gradient dBias;
    private final LstmGradients gradients;

    Run(Weights weights, Signal input, Gradients wanted) {
      this.weights = weights;
      this.input = input;
      dBias = weights.bias.new Gradient();
      gradients = new LstmGradients(dInputWeights, dRecurrentWeights, dBias.values());
      boolean training = wanted != Gradients.NONE;
      tape = new LstmTape(input.extent(), weights.hiddenSize, training);
      output = new Signal(input.extent(), tape.outputs(), training ? tape.outputGradients() : null);
      wantsStart = wanted == Gradients.PARAMETERS_AND_INPUTS;
      int h = weights.hiddenSize;
      hidden = new RecurrentState(input.extent(), h, tape.hidden, tape.dHidden, true);
      cells = new RecurrentState(input.extent(), h, tape.cells, tape.dCells, training);
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
              input.indices(), 0, weights.forward.input(), weights.bias.values(), tape.gates());
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
      float[] bias = weights.bias.values().values();
      int first = weights.bias.values().offset();
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
      hidden.addEndGradient();
      cells.carryEndGradient();
      weights.inputSlice.point(dInputWeights, allGradients);
      weights.recurrentSlice.point(dRecurrentWeights, allGradients);
      dBias.point(allGradients);
      gradients.want(pass.truncation(), wantsStart).accumulate(pass.accumulates());
      if (tape.extent.steps() > 1 || wantsStart) {
        kernels.pack(weights.back.recurrent(), weights.recurrentWeights);
      }
      if (weights.indexed) {
        kernels.lstmBackward(tape, null, weights.back, gradients, null);
        kernels.scatterColumns(tape.gates(), input.indices(), 0, dInputWeights, pass.accumulates());
      } else {
        if (input.gradients() != null) {
          kernels.pack(weights.back.input(), weights.inputWeights);
        }
        kernels.lstmBackward(tape, input.values(), weights.back, gradients, input.gradients());
      }
      dBias.share(allGradients);
    }
  }
}
