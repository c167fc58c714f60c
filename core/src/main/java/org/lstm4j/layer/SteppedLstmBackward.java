package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * The way back through {@link SteppedLstmRun}: the recurrence from its last step to its first, then
 * the gradients of the parameters and the inputs.
 *
 * <pre>
 * dStates             [(B + R) × P]   gradients of the states, from above and from the next step
 * dCells              [B × H]         carried from step to step
 * dInputProducts      [R × 4H]        of W_x·x: the gates' own, unless it was normalised
 * dRecurrentProducts  [R × 4H]        of W_h·h: likewise
 * dNormCells          [R × H]         of the normalised cells
 * </pre>
 */
final class SteppedLstmBackward {
  final Matrix dStates;
  final Matrix dCells;
  private final SteppedLstm layer;
  private final CellTape tape;
  private final CellStep step;
  private final Extent extent;
  private final Signal input;
  private final boolean wantsStart;
  private final Matrix dHidden; // of one step; null without projection
  private final Matrix masked; // of one step; null without recurrent dropout
  private final Matrix dInputProducts;
  private final Matrix dRecurrentProducts;
  private final Matrix dNormCells; // null without normalisation
  private final GateBias.Gradient dBias;
  private final Matrix dz = new Matrix();
  private final Matrix states = new Matrix();
  private final Matrix rows = new Matrix();
  private final Matrix gradient = new Matrix();

  // Of the passes back at hand.
  private float[] gradients = {};

  SteppedLstmBackward(SteppedLstm layer, CellTape tape, Signal input, Gradients wanted) {
    this.layer = layer;
    this.tape = tape;
    this.input = input;
    step = tape.step;
    extent = tape.extent;
    wantsStart = wanted == Gradients.PARAMETERS_AND_INPUTS;
    int gates = Gates.COUNT * tape.units;
    dStates = CellTape.rows("hidden gradients", extent, 1, tape.size);
    dCells = CellTape.rowsOfStep("cell gradients", extent, tape.units);
    dHidden =
        layer.projection == null
            ? null
            : CellTape.rowsOfStep("hidden gradients", extent, tape.units);
    masked =
        tape.sources == null ? null : CellTape.rowsOfStep("masked gradients", extent, tape.size);
    boolean normalized = layer.norms != null;
    dInputProducts = normalized ? CellTape.rows("input gradients", extent, 0, gates) : tape.gates;
    dRecurrentProducts =
        normalized ? CellTape.rows("recurrent gradients", extent, 0, gates) : tape.gates;
    dNormCells = normalized ? CellTape.rows("cell gradients", extent, 0, tape.units) : null;
    dBias = layer.bias.new Gradient();
  }

  /** See {@link LayerRun#backward}; the states have the gradients of their ends. */
  void run(Kernels kernels, float[] allGradients, Pass pass) {
    gradients = allGradients;
    packBack(kernels);
    for (int t = extent.steps() - 1; t >= 0; t--) {
      tape.take(t);
      cells(kernels, t);
      handBack(kernels, t, pass.truncation());
    }
    if (layer.norms != null) {
      dz.rows(tape.gates, 0, extent.rows());
      rows.rows(dInputProducts, 0, extent.rows());
      tape.inputNorm.rows(0, extent.rows());
      tape.inputNorm.backward(kernels, dz, layer.norms.input.values, rows);
    }
    parameters(kernels, pass.accumulates());
  }

  private void packBack(Kernels kernels) {
    layer.recurrent.packBack(kernels);
    if (layer.projection != null) {
      layer.projection.packBack(kernels);
    }
    if (input.gradients() != null) {
      layer.input.packBack(kernels);
    }
  }

  /** From the gradients of the states after a step to those of both products of its gates. */
  private void cells(Kernels kernels, int t) {
    int n = extent.active(t);
    int row = extent.row(t);
    int to = tape.rowAfter(t);
    states.rows(dStates, to, to + n);
    if (layer.projection == null) {
      step.dHidden.rows(states, 0, n);
    } else {
      step.dHidden.rows(dHidden, 0, n);
      kernels.gemm(states, layer.projection.back, step.dHidden);
    }
    step.dCells.rows(dCells, 0, n);
    kernels.outputsBackward(step);
    if (layer.norms != null) {
      rows.rows(dNormCells, row, row + n).copyFrom(step.dCells);
      tape.cellNorm.rows(row, row + n);
      tape.cellNorm.backward(kernels, rows, layer.norms.cell.values, step.dCells);
    }
    kernels.cellsBackward(step);
    if (layer.norms != null) {
      rows.rows(dRecurrentProducts, row, row + n);
      tape.recurrentNorm.rows(row, row + n);
      tape.recurrentNorm.backward(kernels, step.gates, layer.norms.recurrent.values, rows);
    }
  }

  /**
   * The states before a step take the gradients of its recurrent product, unless there is a cut.
   */
  private void handBack(Kernels kernels, int t, int truncation) {
    int n = extent.active(t);
    int row = extent.row(t);
    int before = tape.rowBefore(t);
    int next;
    for (int b = 0; b < n; b = next) {
      next = extent.endOfLength(b, n);
      if (extent.isCut(t, b, truncation)) {
        Arrays.fill(dCells.values(), b * tape.units, next * tape.units, 0f);
      } else if (t > 0 || wantsStart) {
        dz.rows(dRecurrentProducts, row + b, row + next);
        states.rows(dStates, before + b, before + next);
        if (tape.drops) {
          masked.move(b * tape.size, next - b);
          kernels.gemm(dz, layer.recurrent.back, masked);
          addMasked();
        } else {
          kernels.gemm(dz, layer.recurrent.back, states, states);
        }
      }
    }
  }

  /** The gradients of states take those of what was masked, which lie where their masks do. */
  private void addMasked() {
    for (int r = 0; r < masked.rows(); r++) {
      int from = masked.offset(r);
      int to = states.offset(r);
      for (int j = 0; j < tape.size; j++) {
        states.values()[to + j] += masked.values()[from + j] * tape.masks[from + j];
      }
    }
  }

  /** All products go through the rows together, as in {@link Kernels#lstmBackward}. */
  private void parameters(Kernels kernels, boolean accumulates) {
    dBias.point(gradients);
    int end;
    for (int t = 0; t < extent.steps(); t = end) {
      end = extent.endOfPiece(t);
      int row = extent.row(t);
      int next = end < extent.steps() ? extent.row(end) : extent.rows();
      boolean goesOn = accumulates || t > 0;
      recurrentWeights(kernels, t, next, goesOn);
      kernels.columnSums(dz.rows(tape.gates, row, next), dBias.values(), goesOn);
      if (!layer.indexed) {
        inputs(kernels, row, next, goesOn);
      }
      if (layer.projection != null) {
        int batch = extent.batch();
        states.rows(dStates, batch + row, batch + next);
        rows.rows(tape.hidden, row, next);
        kernels.gemmTransposedA(states, rows, place(layer.projection.slice), goesOn);
      }
      if (layer.peepholes != null) {
        peepholes(kernels, t, next - row, goesOn);
      }
      if (layer.norms != null) {
        norms(kernels, row, next, goesOn);
      }
    }
    if (layer.indexed) {
      dz.rows(dInputProducts, 0, extent.rows());
      Matrix dWeights = place(layer.input.slice);
      kernels.scatterColumns(dz, input.indices(), 0, dWeights, accumulates);
    }
    dBias.share(gradients);
  }

  private Matrix place(Slice slice) {
    return slice.point(gradient, gradients);
  }

  private void recurrentWeights(Kernels kernels, int t, int next, boolean goesOn) {
    int row = extent.row(t);
    int from = tape.rowBefore(t);
    if (tape.drops) {
      states.rows(tape.sources, row, next);
    } else {
      states.rows(tape.states, from, from + next - row);
    }
    dz.rows(dRecurrentProducts, row, next);
    kernels.gemmTransposedA(dz, states, place(layer.recurrent.slice), goesOn);
  }

  private void inputs(Kernels kernels, int row, int next, boolean goesOn) {
    dz.rows(dInputProducts, row, next);
    rows.rows(input.values(), row, next);
    kernels.gemmTransposedA(dz, rows, place(layer.input.slice), goesOn);
    if (input.gradients() != null) {
      rows.rows(input.gradients(), row, next);
      kernels.gemm(dz, layer.input.back, rows);
    }
  }

  private void peepholes(Kernels kernels, int t, int count, boolean goesOn) {
    int row = extent.row(t);
    int before = tape.rowBefore(t);
    int after = tape.rowAfter(t);
    rows.rows(tape.cells, before, before + count);
    peephole(kernels, CellStep.TO_INPUT, Gates.INPUT, row, goesOn);
    peephole(kernels, CellStep.TO_FORGET, Gates.FORGET, row, goesOn);
    rows.rows(tape.cells, after, after + count);
    peephole(kernels, CellStep.TO_OUTPUT, Gates.OUTPUT, row, goesOn);
  }

  /** The gradient of one row of peepholes, of the cells in {@link #rows}. */
  private void peephole(Kernels kernels, int to, int gate, int row, boolean goesOn) {
    dz.block(tape.gates, row, gate * tape.units, rows.rows(), tape.units);
    Matrix all = place(layer.peepholes.slice);
    kernels.columnProducts(dz, rows, all.rows(all, to, to + 1), goesOn);
  }

  private void norms(Kernels kernels, int row, int next, boolean goesOn) {
    SteppedLstm.Norms norms = layer.norms;
    dz.rows(tape.gates, row, next);
    Matrix ofInput = tape.inputNorm.rows(row, next);
    kernels.columnProducts(dz, ofInput, place(norms.input.slice), goesOn);
    Matrix ofRecurrent = tape.recurrentNorm.rows(row, next);
    kernels.columnProducts(dz, ofRecurrent, place(norms.recurrent.slice), goesOn);
    rows.rows(dNormCells, row, next);
    Matrix ofCells = tape.cellNorm.rows(row, next);
    kernels.columnProducts(rows, ofCells, place(norms.cell.slice), goesOn);
    kernels.columnSums(rows, place(norms.cellBias.slice), goesOn);
  }
}
