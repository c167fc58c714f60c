package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** The steps of LSTM cells of every kind. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface CellStepsContract extends BackendContract {

  /** Arrays of a step, and the step that views them. */
  final class Room {
    final CellStep step;
    final List<Guarded> arrays = new ArrayList<>();
    final Guarded gates;
    final Guarded peepholes;
    final Guarded unclipped;
    final Guarded before;
    final Guarded cells;
    final Guarded outputs;
    final Guarded hidden;
    final Guarded dHidden;
    final Guarded dCells;

    Room(CellEquations equations, int h, boolean peeps, Values values, SeededRandom random) {
      int batch = 3;
      gates = keep(Guarded.matrix(batch, 4 * h, random).fill(values, random));
      peepholes = keep(Guarded.matrix(3, h, random).fill(values, random));
      unclipped = keep(Guarded.matrix(batch, 4 * h, random));
      before = keep(Guarded.matrix(batch, h, random).fill(values, random));
      cells = keep(Guarded.matrix(batch, h, random));
      outputs = keep(Guarded.matrix(batch, h, random));
      hidden = keep(Guarded.matrix(batch, h, random));
      dHidden = keep(Guarded.matrix(batch, h, random).fill(values, random));
      dCells = keep(Guarded.matrix(batch, h, random).fill(values, random));
      step = view(equations, peeps);
    }

    /** The same with arrays of its own. */
    Room(Room other) {
      gates = keep(other.gates.copy());
      peepholes = keep(other.peepholes.copy());
      unclipped = keep(other.unclipped.copy());
      before = keep(other.before.copy());
      cells = keep(other.cells.copy());
      outputs = keep(other.outputs.copy());
      hidden = keep(other.hidden.copy());
      dHidden = keep(other.dHidden.copy());
      dCells = keep(other.dCells.copy());
      step = view(other.step.equations, other.step.hasPeepholes());
    }

    private Guarded keep(Guarded array) {
      arrays.add(array);
      return array;
    }

    private CellStep view(CellEquations equations, boolean peeps) {
      CellStep view = new CellStep(equations);
      view.gates.rows(gates.view(), 0, gates.rows);
      if (peeps) {
        view.peepholes.rows(peepholes.view(), 0, 3);
      }
      if (equations.clips()) {
        view.unclipped.rows(unclipped.view(), 0, unclipped.rows);
      }
      view.before.rows(before.view(), 0, before.rows);
      view.cells.rows(cells.view(), 0, cells.rows);
      view.outputs.rows(outputs.view(), 0, outputs.rows);
      view.hidden.rows(hidden.view(), 0, hidden.rows);
      view.dHidden.rows(dHidden.view(), 0, dHidden.rows);
      view.dCells.rows(dCells.view(), 0, dCells.rows);
      return view;
    }

    void assertSame(Room expected, String what) {
      for (int i = 0; i < arrays.size(); i++) {
        arrays.get(i).assertGuards(what);
        assertSameBits(expected.arrays.get(i).values(), arrays.get(i).values(), what);
      }
    }
  }

  /** The reference's bits, forward and back, with every equation. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL"})
  default void cellStepsLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(971);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (int h : Values.SIZES) {
        for (int options = 0; options < 16; options++) {
          boolean peeps = (options & 1) != 0;
          boolean coupled = (options & 2) != 0;
          float clip = (options & 4) != 0 ? 0.5f : Float.POSITIVE_INFINITY;
          GateActivations activations =
              (options & 8) != 0
                  ? Tapes.activations(ActivationsContract.ALL_FOR_GATES, random)
                  : GateActivations.STANDARD;
          CellEquations equations = new CellEquations(activations, coupled, clip);
          Room room = new Room(equations, h, peeps, values, random);
          Room expected = new Room(room);
          String what = "%s of %d units, peepholes %s, %s".formatted(equations, h, peeps, values);
          reference.cells(expected.step);
          kernels.cells(room.step);
          room.assertSame(expected, what + ", cells");
          reference.outputs(expected.step);
          kernels.outputs(room.step);
          room.assertSame(expected, what + ", outputs");
          reference.outputsBackward(expected.step);
          kernels.outputsBackward(room.step);
          room.assertSame(expected, what + ", outputs backward");
          reference.cellsBackward(expected.step);
          kernels.cellsBackward(room.step);
          room.assertSame(expected, what + ", cells backward");
        }
      }
    }
  }

  /**
   * Without anything special they are the steps of the recurrence, cells in one array among them.
   */
  @Test
  default void cellStepsAreTheRecurrence() {
    SeededRandom random = new SeededRandom(972);
    try (Kernels kernels = provider().create(1)) {
      for (int h : Values.SIZES) {
        for (GateActivations activations :
            List.of(
                GateActivations.STANDARD,
                Tapes.activations(ActivationsContract.ALL_FOR_GATES, random))) {
          LstmTape tape = Tapes.random(1, 3, h, Values.NORMAL, random);
          Tapes.startBackward(tape, Values.NORMAL, random);
          PackedMatrix zeros = kernels.newPackedMatrix(h, 4 * h);
          kernels.pack(zeros, new Matrix(new float[4 * h * h], 4 * h));
          CellStep step = step(tape, activations);
          kernels.cells(step);
          kernels.outputs(step);
          float[] outputs = values(step.hidden);
          kernels.outputsBackward(step);
          kernels.cellsBackward(step);

          kernels.lstmForward(tape, new LstmWeights(activations, zeros, zeros));
          assertSameBits(values(tape.outputs()), outputs, activations + ", outputs");
          kernels.lstmBackward(tape, new LstmWeights(activations, zeros, zeros), 0, false);
          assertSameBits(values(tape.gates()), values(step.gates), activations + ", gates");
          float[] carried = Arrays.copyOf(tape.dCells, 3 * h);
          assertSameBits(carried, values(step.dCells), activations + ", cells");
        }
      }
    }
  }

  /** A step on copies of what the tape's first one reads; its cells share an array. */
  private static CellStep step(LstmTape tape, GateActivations activations) {
    int h = tape.hiddenSize;
    CellStep step = new CellStep(new CellEquations(activations, false, Float.POSITIVE_INFINITY));
    step.gates.set(values(tape.gates()), 0, 3, 4 * h);
    float[] cells = tape.cells.clone();
    step.before.set(cells, 0, 3, h);
    step.cells.set(cells, 3 * h, 3, h);
    step.outputs.set(new float[3 * h], 0, 3, h);
    step.hidden.set(new float[3 * h], 0, 3, h);
    step.dHidden.set(values(tape.outputGradients()), 0, 3, h);
    step.dCells.set(Arrays.copyOf(tape.dCells, 3 * h), 0, 3, h);
    return step;
  }

  private static float[] values(Matrix matrix) {
    return Arrays.copyOfRange(matrix.values(), matrix.offset(), matrix.offset() + matrix.size());
  }
}
