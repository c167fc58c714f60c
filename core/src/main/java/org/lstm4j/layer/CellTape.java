package org.lstm4j.layer;

import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Matrix;

/**
 * What a {@link SteppedLstm} writes on the way forward and reads again on the way back. P are the
 * numbers of its output, R the rows of the batch at hand, B its sequences.
 *
 * <pre>
 * gates        [R × 4H]        z, then i f g o, then dz
 * cells        [(B + R) × H]   B rows before the first step, then those after each
 * states       [(B + R) × P]   likewise: outputs, and what the next step gets
 * hidden       [R × H]         h before its projection; without one the states themselves
 * cellOutputs  [R × H]         ψ(c)
 * sources      [R × P]         what each step got, where that is not the states before it
 * </pre>
 */
final class CellTape {
  final Extent extent;
  final int units;
  final int size;
  final CellStep step;
  final Matrix gates;
  final Matrix cells;
  final Matrix states;
  final Matrix hidden; // null if the states are it
  final Matrix cellOutputs;
  final Matrix sources; // null without recurrent dropout
  final float[] masks; // of each sequence, for the states; empty without recurrent dropout
  final RowNorm inputNorm; // null, as those that follow, without normalisation
  final RowNorm recurrentNorm;
  final RowNorm cellNorm;
  private final Matrix unclipped; // null if nobody wants it
  private final SteppedLstm.Factor peepholes; // null for none

  /** Whether the batch at hand drops states. */
  boolean drops;

  CellTape(SteppedLstm layer, Extent extent, boolean training) {
    this.extent = extent;
    LstmCell cell = layer.spec.cell();
    units = layer.spec.hiddenSize();
    size = layer.spec.outputSize();
    step = new CellStep(cell.equations());
    peepholes = layer.peepholes;
    int allGates = Gates.COUNT * units;
    boolean masked = training && cell.recurrentDropout() > 0;
    gates = rows("gates", extent, 0, allGates);
    cells = rows("cell states", extent, 1, units);
    states = rows("hidden states", extent, 1, size);
    hidden = cell.projection() > 0 ? rows("hidden states", extent, 0, units) : null;
    cellOutputs = rows("cell outputs", extent, 0, units);
    unclipped = training && cell.clip() > 0 ? rows("gates", extent, 0, allGates) : null;
    sources = masked ? rows("masked states", extent, 0, size) : null;
    masks = masked ? Buffers.floats("masks", extent.maxBatch(), size) : new float[0];
    inputNorm = cell.normalized() ? new RowNorm(extent, allGates) : null;
    recurrentNorm = cell.normalized() ? new RowNorm(extent, allGates) : null;
    cellNorm = cell.normalized() ? new RowNorm(extent, units) : null;
  }

  /** {@return rows for all steps, and so many times the batch before them} */
  static Matrix rows(String what, Extent extent, int before, int columns) {
    return new Matrix(
        Buffers.floats(what, extent.maxSteps() + before, extent.maxBatch(), columns), columns);
  }

  /** {@return rows for one step} */
  static Matrix rowsOfStep(String what, Extent extent, int columns) {
    return new Matrix(Buffers.floats(what, extent.maxBatch(), columns), columns);
  }

  /** {@return the row of cells and states that those before a step begin at} */
  int rowBefore(int t) {
    return t == 0 ? 0 : rowAfter(t - 1);
  }

  /** {@return the row of cells and states that those after a step begin at} */
  int rowAfter(int t) {
    return extent.batch() + extent.row(t);
  }

  /** Moves the views of {@link #step} to a step; its cells are those that are carried on. */
  void take(int t) {
    int n = extent.active(t);
    int row = extent.row(t);
    int from = rowBefore(t);
    int to = rowAfter(t);
    step.gates.rows(gates, row, row + n);
    step.before.rows(cells, from, from + n);
    step.cells.rows(cells, to, to + n);
    step.outputs.rows(cellOutputs, row, row + n);
    if (hidden == null) {
      step.hidden.rows(states, to, to + n);
    } else {
      step.hidden.rows(hidden, row, row + n);
    }
    if (unclipped != null) {
      step.unclipped.rows(unclipped, row, row + n);
    }
    if (peepholes != null) {
      step.peepholes.rows(peepholes.values, 0, CellStep.PEEPHOLES);
    }
  }
}
