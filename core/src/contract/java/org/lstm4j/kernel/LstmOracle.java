package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

/**
 * The recurrence of {@link Kernels#lstmForward} and {@link Kernels#lstmBackward} in double, with
 * error bounds. All weights are W_h {@code [4H × H]}.
 */
public final class LstmOracle {
  private final LstmTape tape;
  private final Guarded weights;
  private final GateActivations activations;

  private final Approx[] gates;
  private final Approx[] cells;
  private final Approx[] cellOutputs;
  private final Approx[] hidden;
  private final Approx[] dHidden;
  private final Approx[] dCells;

  /** Takes a tape's present content as exact. */
  public LstmOracle(LstmTape tape, Guarded weights, GateActivations activations) {
    this.tape = tape;
    this.weights = weights;
    this.activations = activations;
    gates = exact(tape.gates);
    cells = exact(tape.cells);
    cellOutputs = exact(tape.cellOutputs);
    hidden = exact(tape.hidden);
    dHidden = exact(tape.dHidden);
    dCells = exact(tape.dCells);
  }

  private static Approx[] exact(float[] values) {
    Approx[] exact = new Approx[values.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = Approx.of(values[i]);
    }
    return exact;
  }

  /** All steps. */
  public void forward() {
    int h = tape.hiddenSize;
    for (int t = 0; t < tape.extent.steps(); t++) {
      for (int b = 0; b < tape.extent.batch(); b++) {
        int state = tape.hiddenBefore(t) + b * h;
        int next = tape.hiddenAfter(t) + b * h;
        int z = tape.gateOffset(t) + 4 * b * h;
        for (int row = 0; row < 4 * h; row++) {
          for (int k = 0; k < h; k++) {
            gates[z + row] =
                hidden[state + k].timesPlus(Approx.of(weights.get(row, k)), gates[z + row]);
          }
          gates[z + row] =
              gates[z + row].activated(row / h == 2 ? activations.candidate() : activations.gate());
        }
        for (int j = 0; j < h; j++) {
          Approx product = gates[z + j].times(gates[z + 2 * h + j]);
          Approx c = gates[z + h + j].timesPlus(cells[state + j], product).flushed();
          cells[next + j] = c;
          cellOutputs[state + j] = c.activated(activations.cell());
          hidden[next + j] = gates[z + 3 * h + j].times(cellOutputs[state + j]).flushed();
        }
      }
    }
  }

  /** All steps back, segment by segment from the end; a segment is what lies between two cuts. */
  public void backward(int truncation, boolean initialStateGradient) {
    int length = truncation == 0 ? tape.extent.steps() : truncation;
    for (int end = tape.extent.steps(); end > 0; end -= length) {
      int start = Math.max(0, end - length);
      for (int t = end - 1; t >= start; t--) {
        stepBack(t, t > start || (start == 0 && initialStateGradient));
      }
      if (start > 0) {
        Arrays.fill(dCells, 0, block(tape), Approx.of(0f));
      }
    }
  }

  private void stepBack(int t, boolean carryOn) {
    int h = tape.hiddenSize;
    for (int b = 0; b < tape.extent.batch(); b++) {
      int state = tape.hiddenBefore(t) + b * h;
      int next = tape.hiddenAfter(t) + b * h;
      int z = tape.gateOffset(t) + 4 * b * h;
      for (int j = 0; j < h; j++) {
        Approx i = gates[z + j];
        Approx f = gates[z + h + j];
        Approx g = gates[z + 2 * h + j];
        Approx o = gates[z + 3 * h + j];
        Approx y = cellOutputs[state + j];
        Approx dh = dHidden[next + j];
        Approx slope = y.derivative(activations.cell());
        Approx dc = dh.times(o).timesPlus(slope, dCells[b * h + j]).flushed();
        Activation sigma = activations.gate();
        gates[z + j] = dc.times(g).times(i.derivative(sigma)).flushed();
        gates[z + h + j] = dc.times(cells[state + j]).times(f.derivative(sigma)).flushed();
        gates[z + 2 * h + j] = dc.times(i).times(g.derivative(activations.candidate())).flushed();
        gates[z + 3 * h + j] = dh.times(y).times(o.derivative(sigma)).flushed();
        dCells[b * h + j] = dc.times(f).flushed();
      }
      for (int j = 0; carryOn && j < h; j++) {
        for (int row = 0; row < 4 * h; row++) {
          dHidden[state + j] =
              gates[z + row].timesPlus(Approx.of(weights.get(row, j)), dHidden[state + j]);
        }
      }
    }
  }

  /** Fails if a forward result is off by more than its bound. */
  public void assertForward(LstmTape actual, String what) {
    int block = block(tape);
    int steps = tape.extent.steps();
    check(what + ", gates", gates, actual.gates, 4 * steps * block);
    check(what + ", cells", cells, actual.cells, (steps + 1) * block);
    check(what + ", cell outputs", cellOutputs, actual.cellOutputs, steps * block);
    check(what + ", hidden", hidden, actual.hidden, (steps + 1) * block);
  }

  /** Fails if a backward result is off by more than its bound. */
  public void assertBackward(LstmTape actual, String what) {
    int block = block(tape);
    check(what + ", dz", gates, actual.gates, 4 * tape.extent.steps() * block);
    check(what + ", dHidden", dHidden, actual.dHidden, (tape.extent.steps() + 1) * block);
    check(what + ", dCells", dCells, actual.dCells, block);
  }

  /** Fails if a result is not the whole number that it must be in any order of operations. */
  public void assertWholeNumbers(LstmTape actual, boolean backward, String what) {
    int block = block(tape);
    int steps = tape.extent.steps();
    exactly(what + ", gates", gates, actual.gates, 4 * steps * block);
    if (backward) {
      exactly(what + ", dHidden", dHidden, actual.dHidden, (steps + 1) * block);
      exactly(what + ", dCells", dCells, actual.dCells, block);
    } else {
      exactly(what + ", cells", cells, actual.cells, (steps + 1) * block);
      exactly(what + ", hidden", hidden, actual.hidden, (steps + 1) * block);
    }
  }

  /** B × H; the oracle knows sequences of one length only. */
  private static int block(LstmTape tape) {
    assertTrue(tape.extent.isUniform(), "sequences of one length");
    return tape.extent.batch() * tape.hiddenSize;
  }

  private static void exactly(String what, Approx[] expected, float[] actual, int length) {
    for (int i = 0; i < length; i++) {
      double value = expected[i].value();
      assertTrue(Math.abs(value) < 0x1p24, () -> what + ": choose smaller numbers than " + value);
      int index = i;
      assertTrue(
          actual[i] == value,
          () -> "%s[%d]: expected %s, got %s".formatted(what, index, value, actual[index]));
    }
  }

  private static void check(String what, Approx[] expected, float[] actual, int length) {
    double magnitude = 0;
    double error = 0;
    for (int i = 0; i < length; i++) {
      int index = i;
      assertTrue(
          expected[i].allows(actual[i]),
          () ->
              "%s[%d]: got %s, expected %s".formatted(what, index, actual[index], expected[index]));
      magnitude = Math.max(magnitude, Math.abs(expected[i].value()));
      error = Math.max(error, expected[i].error());
    }
    String bound = "the bound %s is too large a part of %s".formatted(error, magnitude);
    // Otherwise the comparison says nothing; 2^-100 is for flushed zeros.
    assertTrue(error <= 0.01 * magnitude + 0x1p-100, () -> what + ": " + bound);
  }
}
