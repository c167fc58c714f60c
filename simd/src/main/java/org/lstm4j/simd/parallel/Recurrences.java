package org.lstm4j.simd.parallel;

import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.Tuning;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.lstm.Recurrence;

/**
 * The recurrence over a team. Every thread takes some of the batch's sequences through all time
 * steps, so that there is nothing to wait for in between. In layers with too few sequences for all
 * threads, or with recurrent weights too large for the caches of one core, every thread takes some
 * of the units instead, reads only their weights, and waits for the others in every step.
 */
public final class Recurrences {
  private final Workers workers;
  private final Products products;
  private final Recurrence[] recurrences;
  private final Run run = new Run();

  /**
   * Recurrences for a team.
   *
   * @param workers the team
   * @param products compute what is no part of the recurrence
   * @param gemms a product machine per thread
   */
  public Recurrences(Workers workers, Products products, Gemm[] gemms) {
    this.workers = workers;
    this.products = products;
    this.recurrences = new Recurrence[gemms.length];
    for (int part = 0; part < gemms.length; part++) {
      recurrences[part] = new Recurrence(gemms[part], workers::meet);
    }
  }

  /**
   * The recurrence on gates that hold the input product; see {@link
   * org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  public void forward(LstmTape tape, Panels recurrent, GateActivations activations) {
    run.setForward(tape, null, 0, null, null, 0, recurrent, activations);
    share();
  }

  /**
   * Input product and recurrence; see {@link org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param x inputs {@code [T × B × I]}
   * @param xOff offset of the inputs
   * @param input W<sub>x</sub>ᵀ as {@code [I × 4H]}
   * @param bias the bias {@code [4H]}
   * @param biasOff offset of the bias
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  public void forward(
      LstmTape tape,
      float[] x,
      int xOff,
      Panels input,
      float[] bias,
      int biasOff,
      Panels recurrent,
      GateActivations activations) {
    int gates = 4 * tape.hiddenSize;
    long weights = (long) gates * (input.rows() + tape.hiddenSize);
    boolean stepByStep = weights <= Tuning.NEAR_WEIGHTS && tape.batch() >= Tuning.STEP_ROWS;
    if (stepByStep || sharesUnits(tape)) {
      run.setForward(tape, x, xOff, input, bias, biasOff, recurrent, activations);
      share();
      return;
    }
    int rows = tape.steps() * tape.batch();
    products.multiply(rows, x, xOff, input.rows(), input, bias, biasOff, 0, tape.gates, 0, gates);
    forward(tape, recurrent, activations);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmBackward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub> as {@code [4H × H]}
   * @param activations σ, φ and ψ
   * @param truncation steps between two cuts, or 0
   * @param initialStateGradient whether the gradient of the first hidden state is wanted
   */
  public void backward(
      LstmTape tape,
      Panels recurrent,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    run.setBackward(tape, recurrent, activations, truncation, initialStateGradient);
    share();
  }

  private void share() {
    run.byUnits = sharesUnits(run.tape);
    if (run.byUnits || sharesSequences(run.tape)) {
      workers.run(run);
    } else {
      run.run(0, 1);
    }
  }

  private boolean sharesSequences(LstmTape tape) {
    return hasSequencesForAll(tape) && isLong(tape);
  }

  private boolean sharesUnits(LstmTape tape) {
    int h = tape.hiddenSize;
    long weights = 4L * h * h;
    return h % Gemm.PART_COLUMNS == 0
        && weights >= Tuning.LARGE_WEIGHTS
        && (weights >= Tuning.HUGE_WEIGHTS || !hasSequencesForAll(tape))
        && isLong(tape);
  }

  private boolean hasSequencesForAll(LstmTape tape) {
    return tape.batch() >= workers.count() * Gemm.PART_ROWS;
  }

  private boolean isLong(LstmTape tape) {
    return workers.shares(4L * tape.steps() * tape.block() * tape.hiddenSize);
  }

  /** The recurrence in work; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private LstmTape tape;
    private float[] x; // null where the gates hold the input product
    private int xOff;
    private Panels input;
    private float[] bias;
    private int biasOff;
    private Panels recurrent;
    private GateActivations activations;
    private boolean byUnits;
    private boolean forward;
    private int truncation;
    private boolean initialStateGradient;

    void setForward(
        LstmTape newTape,
        float[] newX,
        int newXOff,
        Panels newInput,
        float[] newBias,
        int newBiasOff,
        Panels newRecurrent,
        GateActivations newActivations) {
      forward = true;
      tape = newTape;
      x = newX;
      xOff = newXOff;
      input = newInput;
      bias = newBias;
      biasOff = newBiasOff;
      recurrent = newRecurrent;
      activations = newActivations;
    }

    void setBackward(
        LstmTape newTape,
        Panels newRecurrent,
        GateActivations newActivations,
        int newTruncation,
        boolean newInitialStateGradient) {
      forward = false;
      tape = newTape;
      recurrent = newRecurrent;
      activations = newActivations;
      truncation = newTruncation;
      initialStateGradient = newInitialStateGradient;
    }

    @Override
    public void run(int part, int parts) {
      int batch = tape.batch();
      int h = tape.hiddenSize;
      Recurrence recurrence = recurrences[part];
      if (byUnits) {
        int unit = Parts.start(h, Gemm.PART_COLUMNS, part, parts);
        int end = Parts.start(h, Gemm.PART_COLUMNS, part + 1, parts);
        recurrence.takeUnits(batch, unit, end - unit);
      } else {
        int from = Parts.start(batch, Gemm.PART_ROWS, part, parts);
        int to = Parts.start(batch, Gemm.PART_ROWS, part + 1, parts);
        recurrence.takeSequences(from, to, h);
      }
      if (!forward) {
        recurrence.backward(tape, recurrent, activations, truncation, initialStateGradient);
      } else if (x == null) {
        recurrence.forward(tape, recurrent, activations);
      } else {
        recurrence.forward(tape, x, xOff, input, bias, biasOff, recurrent, activations);
      }
    }
  }
}
