package org.lstm4j.simd.parallel;

import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.lstm.Recurrence;

/**
 * The recurrence over a team: every thread takes some of the batch's sequences through all time
 * steps, so that there is nothing to wait for in between.
 */
public final class Recurrences {
  private final Workers workers;
  private final Recurrence[] recurrences;
  private final Run run = new Run();

  /**
   * Recurrences for a team.
   *
   * @param workers the team
   * @param gemms a product machine per thread
   */
  public Recurrences(Workers workers, Gemm[] gemms) {
    this.workers = workers;
    this.recurrences = new Recurrence[gemms.length];
    for (int part = 0; part < gemms.length; part++) {
      recurrences[part] = new Recurrence(gemms[part]);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  public void forward(LstmTape tape, Panels recurrent, GateActivations activations) {
    run.set(tape, recurrent, activations, true, 0, false);
    share(tape);
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
    run.set(tape, recurrent, activations, false, truncation, initialStateGradient);
    share(tape);
  }

  private void share(LstmTape tape) {
    long work = 4L * tape.steps() * tape.block() * tape.hiddenSize;
    boolean wide = tape.batch() >= workers.count() * Gemm.PART_ROWS;
    if (workers.count() > 1 && wide && work >= Workers.SHARED_FROM) {
      workers.run(run);
    } else {
      run.run(0, 1);
    }
  }

  /** The recurrence in work; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private LstmTape tape;
    private Panels recurrent;
    private GateActivations activations;
    private boolean forward;
    private int truncation;
    private boolean initialStateGradient;

    void set(
        LstmTape newTape,
        Panels newRecurrent,
        GateActivations newActivations,
        boolean newForward,
        int newTruncation,
        boolean newInitialStateGradient) {
      tape = newTape;
      recurrent = newRecurrent;
      activations = newActivations;
      forward = newForward;
      truncation = newTruncation;
      initialStateGradient = newInitialStateGradient;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(tape.batch(), Gemm.PART_ROWS, part, parts);
      int to = Parts.start(tape.batch(), Gemm.PART_ROWS, part + 1, parts);
      if (forward) {
        recurrences[part].forward(tape, recurrent, activations, from, to);
      } else {
        recurrences[part].backward(
            tape, recurrent, activations, from, to, truncation, initialStateGradient);
      }
    }
  }
}
