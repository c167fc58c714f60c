package org.lstm4j.simd.lstm;

import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.support.Sizes;
import org.lstm4j.simd.Tuning;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.gemm.Products;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

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
   * @param weights for the way forward
   */
  public void forward(LstmTape tape, LstmWeights weights) {
    run.setForward(tape, null, weights);
    share();
  }

  /**
   * Input product and recurrence; see {@link org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param x inputs {@code [R × I]}
   * @param weights for the way forward
   */
  public void forward(LstmTape tape, Matrix x, LstmWeights weights) {
    Panels input = (Panels) weights.input();
    Sizes.checkProduct(x, input, weights.bias(), tape.gates());
    long elements = (long) Gates.COUNT * tape.hiddenSize * (input.rows() + tape.hiddenSize);
    boolean stepByStep = elements <= Tuning.NEAR_WEIGHTS && tape.extent.batch() >= Tuning.STEP_ROWS;
    if (stepByStep || sharesUnits(tape)) {
      run.setForward(tape, x, weights);
      share();
      return;
    }
    products.multiply(x, input, weights.bias(), tape.gates());
    forward(tape, weights);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmBackward}.
   *
   * @param tape the layer's buffers
   * @param weights for the way back
   * @param truncation steps between two cuts, or 0
   * @param initialStateGradient whether the gradient of the first hidden state is wanted
   */
  public void backward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient) {
    run.setBackward(tape, weights, truncation, initialStateGradient);
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
    long weights = (long) Gates.COUNT * h * h;
    return h % Gemm.PART_COLUMNS == 0
        && weights >= Tuning.LARGE_WEIGHTS
        && (weights >= Tuning.HUGE_WEIGHTS || !hasSequencesForAll(tape))
        && isLong(tape);
  }

  private boolean hasSequencesForAll(LstmTape tape) {
    return tape.extent.batch() >= workers.count() * Gemm.PART_ROWS;
  }

  private boolean isLong(LstmTape tape) {
    long h = tape.hiddenSize;
    return workers.shares(h * h * tape.extent.rows() * Gates.COUNT);
  }

  /** The recurrence in work; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private LstmTape tape;
    private Matrix x; // null where the gates hold the input product
    private LstmWeights weights;
    private boolean byUnits;
    private boolean forward;
    private int truncation;
    private boolean initialStateGradient;

    void setForward(LstmTape newTape, Matrix newX, LstmWeights newWeights) {
      forward = true;
      tape = newTape;
      x = newX;
      weights = newWeights;
    }

    void setBackward(
        LstmTape newTape, LstmWeights newWeights, int newTruncation, boolean wantsInitialState) {
      forward = false;
      tape = newTape;
      weights = newWeights;
      truncation = newTruncation;
      initialStateGradient = wantsInitialState;
    }

    @Override
    public void run(int part, int parts) {
      int batch = tape.extent.batch();
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
        recurrence.backward(tape, weights, truncation, initialStateGradient);
      } else if (x == null) {
        recurrence.forward(tape, weights);
      } else {
        recurrence.forward(tape, x, weights);
      }
    }
  }
}
