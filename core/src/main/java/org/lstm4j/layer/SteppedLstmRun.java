package org.lstm4j.layer;

import java.util.List;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.random.SeededRandom;

/**
 * The passes of an LSTM layer whose recurrence is made of operations: in each step the recurrent
 * product, the cells, and, where the cell has them, masks, normalisations and the projection
 * between them. {@code docs/numerics.md} has the equations.
 */
final class SteppedLstmRun implements LayerRun {
  private final SteppedLstm layer;
  private final Signal input;
  private final Extent extent;
  private final CellTape tape;
  private final SteppedLstmBackward back; // null for inference
  private final Signal output;
  private final RecurrentState states;
  private final RecurrentState cells;
  private final Matrix scaledGates; // of one step; null without normalisation
  private final Matrix z = new Matrix();
  private final Matrix before = new Matrix();
  private final Matrix after = new Matrix();

  SteppedLstmRun(SteppedLstm layer, Signal input, Gradients wanted) {
    this.layer = layer;
    this.input = input;
    extent = input.extent();
    boolean training = wanted != Gradients.NONE;
    tape = new CellTape(layer, extent, training);
    back = training ? new SteppedLstmBackward(layer, tape, input, wanted) : null;
    output =
        new Signal(
            extent,
            new Matrix(tape.states.values(), tape.size),
            training ? new Matrix(back.dStates.values(), tape.size) : null);
    float[] dStates = training ? back.dStates.values() : new float[0];
    float[] dCells = training ? back.dCells.values() : new float[0];
    states = new RecurrentState(extent, tape.size, tape.states.values(), dStates, true);
    cells = new RecurrentState(extent, tape.units, tape.cells.values(), dCells, true);
    scaledGates =
        layer.norms == null
            ? null
            : CellTape.rowsOfStep("scaled gates", extent, Gates.COUNT * tape.units);
  }

  @Override
  public Signal output() {
    return output;
  }

  @Override
  public List<LayerState> states() {
    return List.of(states, cells);
  }

  @Override
  public void begin() {
    int first = extent.batch() * tape.size;
    output.values().move(first, extent.rows());
    if (output.gradients() != null) {
      output.gradients().move(first, extent.rows());
    }
  }

  @Override
  public void forward(Kernels kernels, Pass pass) {
    tape.drops = tape.sources != null && pass.drops();
    if (tape.drops) {
      drawMasks(pass);
    }
    inputProduct(kernels);
    for (int t = 0; t < extent.steps(); t++) {
      recurrentProduct(kernels, t);
      tape.take(t);
      cells(kernels, t);
      kernels.outputs(tape.step);
      if (layer.projection != null) {
        int to = tape.rowAfter(t);
        after.rows(tape.states, to, to + extent.active(t));
        kernels.gemm(tape.step.hidden, layer.projection.forward, after);
      }
    }
  }

  /** The same masks at all steps, as {@link Dropout} draws them. */
  private void drawMasks(Pass pass) {
    double dropout = layer.spec.cell().recurrentDropout();
    float rate = (float) dropout;
    float scale = (float) (1 / (1 - dropout));
    for (int b = 0; b < extent.batch(); b++) {
      long key = pass.maskKey(layer.number, b, 0);
      for (int j = 0; j < tape.size; j++) {
        boolean kept = SeededRandom.uniform(key, j) >= rate;
        tape.masks[b * tape.size + j] = kept ? scale : 0f;
      }
    }
  }

  /** Gates of all rows ← W_x·x + b, of which the product may be normalised. */
  private void inputProduct(Kernels kernels) {
    z.rows(tape.gates, 0, extent.rows());
    SteppedLstm.Norms norms = layer.norms;
    Matrix product = norms == null ? z : tape.inputNorm.rows(0, extent.rows());
    Matrix start = norms == null ? layer.bias.values() : norms.zeros;
    if (layer.indexed) {
      kernels.gatherRows(input.indices(), 0, layer.input.forward, start, product);
    } else {
      kernels.gemm(input.values(), layer.input.forward, start, product);
    }
    if (norms != null) {
      tape.inputNorm.normalize(kernels);
      kernels.affine(product, norms.input.values, layer.bias.values(), z);
    }
  }

  /** The gates of a step take W_h·h of the step before, which may be masked and normalised. */
  private void recurrentProduct(Kernels kernels, int t) {
    int n = extent.active(t);
    int row = extent.row(t);
    int from = tape.rowBefore(t);
    z.rows(tape.gates, row, row + n);
    Matrix source = before.rows(tape.states, from, from + n);
    if (tape.drops) {
      source = after.rows(tape.sources, row, row + n);
      mask(before, source);
    }
    if (layer.norms == null) {
      kernels.gemm(source, layer.recurrent.forward, z, z);
      return;
    }
    Matrix product = tape.recurrentNorm.rows(row, row + n);
    kernels.gemm(source, layer.recurrent.forward, product);
    tape.recurrentNorm.normalize(kernels);
    scaledGates.move(0, n);
    kernels.affine(product, layer.norms.recurrent.values, layer.norms.zeros, scaledGates);
    z.add(scaledGates);
  }

  private void mask(Matrix from, Matrix to) {
    for (int b = 0; b < from.rows(); b++) {
      for (int j = 0; j < tape.size; j++) {
        to.values()[to.offset(b) + j] =
            from.values()[from.offset(b) + j] * tape.masks[b * tape.size + j];
      }
    }
  }

  /** The cells of a step, which may be normalised before they are carried on. */
  private void cells(Kernels kernels, int t) {
    SteppedLstm.Norms norms = layer.norms;
    if (norms == null) {
      kernels.cells(tape.step);
      return;
    }
    int row = extent.row(t);
    int n = extent.active(t);
    Matrix normal = tape.cellNorm.rows(row, row + n);
    tape.step.cells.rows(normal, 0, n);
    kernels.cells(tape.step);
    tape.cellNorm.normalize(kernels);
    int to = tape.rowAfter(t);
    tape.step.cells.rows(tape.cells, to, to + n);
    kernels.affine(normal, norms.cell.values, norms.cellBias.values, tape.step.cells);
  }

  @Override
  public void backward(Kernels kernels, float[] gradients, Pass pass) {
    states.addEndGradient();
    cells.carryEndGradient();
    back.run(kernels, gradients, pass);
  }
}
