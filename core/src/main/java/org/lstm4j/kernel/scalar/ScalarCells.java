package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.CellEquations;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Matrix;

/** The steps of LSTM cells of every kind, one sequence after the other. */
final class ScalarCells {
  private ScalarCells() {}

  static void cells(CellStep step) {
    for (int b = 0; b < step.sequences(); b++) {
      cells(step, b);
    }
  }

  private static void cells(CellStep step, int b) {
    int h = step.units();
    float[] z = step.gates.values();
    int zi = gate(step, b, Gates.INPUT);
    int zf = gate(step, b, Gates.FORGET);
    int zg = gate(step, b, Gates.CANDIDATE);
    CellEquations equations = step.equations;
    peep(step, CellStep.TO_INPUT, step.before, b, zi);
    peep(step, CellStep.TO_FORGET, step.before, b, zf);
    clip(step, b, Gates.INPUT);
    clip(step, b, Gates.FORGET);
    clip(step, b, Gates.CANDIDATE);
    Activation sigma = equations.activations().gate();
    ScalarActivations.apply(sigma, h, z, zi);
    if (equations.coupled()) {
      for (int j = 0; j < h; j++) {
        z[zf + j] = 1f - z[zi + j];
      }
    } else {
      ScalarActivations.apply(sigma, h, z, zf);
    }
    ScalarActivations.apply(equations.activations().candidate(), h, z, zg);
    float[] before = step.before.values();
    float[] cells = step.cells.values();
    int from = step.before.offset(b);
    int to = step.cells.offset(b);
    for (int j = 0; j < h; j++) {
      cells[to + j] = Denormals.flush(Fma.fma(z[zf + j], before[from + j], z[zi + j] * z[zg + j]));
    }
  }

  private static int gate(CellStep step, int b, int gate) {
    return step.gates.offset(b) + gate * step.units();
  }

  /** z ← fma(p, c, z), if there are peepholes. */
  private static void peep(CellStep step, int to, Matrix cells, int b, int z) {
    if (!step.hasPeepholes()) {
      return;
    }
    int p = step.peepholes.offset(to);
    int c = cells.offset(b);
    for (int j = 0; j < step.units(); j++) {
      float weight = step.peepholes.values()[p + j];
      step.gates.values()[z + j] =
          Fma.fma(weight, cells.values()[c + j], step.gates.values()[z + j]);
    }
  }

  private static void clip(CellStep step, int b, int gate) {
    if (!step.equations.clips()) {
      return;
    }
    int h = step.units();
    float limit = step.equations.clip();
    float[] z = step.gates.values();
    int from = gate(step, b, gate);
    if (step.keepsUnclipped()) {
      int to = step.unclipped.offset(b) + gate * h;
      System.arraycopy(z, from, step.unclipped.values(), to, h);
    }
    for (int j = from; j < from + h; j++) {
      z[j] = z[j] > limit ? limit : z[j] < -limit ? -limit : z[j];
    }
  }

  static void outputs(CellStep step) {
    for (int b = 0; b < step.sequences(); b++) {
      outputs(step, b);
    }
  }

  private static void outputs(CellStep step, int b) {
    int h = step.units();
    float[] z = step.gates.values();
    int zo = gate(step, b, Gates.OUTPUT);
    peep(step, CellStep.TO_OUTPUT, step.cells, b, zo);
    clip(step, b, Gates.OUTPUT);
    ScalarActivations.apply(step.equations.activations().gate(), h, z, zo);
    float[] y = step.outputs.values();
    int out = step.outputs.offset(b);
    System.arraycopy(step.cells.values(), step.cells.offset(b), y, out, h);
    ScalarActivations.apply(step.equations.activations().cell(), h, y, out);
    int next = step.hidden.offset(b);
    for (int j = 0; j < h; j++) {
      step.hidden.values()[next + j] = Denormals.flush(z[zo + j] * y[out + j]);
    }
  }

  static void outputsBackward(CellStep step) {
    for (int b = 0; b < step.sequences(); b++) {
      outputsBackward(step, b);
    }
  }

  private static void outputsBackward(CellStep step, int b) {
    Activation sigma = step.equations.activations().gate();
    Activation psi = step.equations.activations().cell();
    float[] z = step.gates.values();
    float[] dCells = step.dCells.values();
    int zo = gate(step, b, Gates.OUTPUT);
    int out = step.outputs.offset(b);
    int up = step.dHidden.offset(b);
    int d = step.dCells.offset(b);
    for (int j = 0; j < step.units(); j++) {
      float o = z[zo + j];
      float y = step.outputs.values()[out + j];
      float dh = step.dHidden.values()[up + j];
      float slope = ScalarActivations.derivative(psi, y);
      float dz = Denormals.flush((dh * y) * ScalarActivations.derivative(sigma, o));
      z[zo + j] = isClipped(step, b, Gates.OUTPUT, j) ? 0f : dz;
      dCells[d + j] = Denormals.flush(Fma.fma(dh * o, slope, dCells[d + j]));
    }
    for (int j = 0; step.hasPeepholes() && j < step.units(); j++) {
      float weight = step.peepholes.values()[step.peepholes.offset(CellStep.TO_OUTPUT) + j];
      dCells[d + j] = Denormals.flush(Fma.fma(weight, z[zo + j], dCells[d + j]));
    }
  }

  private static boolean isClipped(CellStep step, int b, int gate, int j) {
    return step.equations.clips()
        && Math.abs(step.unclipped.values()[step.unclipped.offset(b) + gate * step.units() + j])
            > step.equations.clip();
  }

  static void cellsBackward(CellStep step) {
    for (int b = 0; b < step.sequences(); b++) {
      cellsBackward(step, b);
    }
  }

  private static void cellsBackward(CellStep step, int b) {
    Activation sigma = step.equations.activations().gate();
    Activation phi = step.equations.activations().candidate();
    boolean coupled = step.equations.coupled();
    float[] z = step.gates.values();
    float[] dCells = step.dCells.values();
    int zi = gate(step, b, Gates.INPUT);
    int zf = gate(step, b, Gates.FORGET);
    int zg = gate(step, b, Gates.CANDIDATE);
    int from = step.before.offset(b);
    int d = step.dCells.offset(b);
    for (int j = 0; j < step.units(); j++) {
      float i = z[zi + j];
      float f = z[zf + j];
      float g = z[zg + j];
      float c = step.before.values()[from + j];
      float dc = dCells[d + j];
      float di = (dc * (coupled ? g - c : g)) * ScalarActivations.derivative(sigma, i);
      float df = (dc * c) * ScalarActivations.derivative(sigma, f);
      float dg = (dc * i) * ScalarActivations.derivative(phi, g);
      z[zi + j] = isClipped(step, b, Gates.INPUT, j) ? 0f : Denormals.flush(di);
      z[zf + j] = coupled || isClipped(step, b, Gates.FORGET, j) ? 0f : Denormals.flush(df);
      z[zg + j] = isClipped(step, b, Gates.CANDIDATE, j) ? 0f : Denormals.flush(dg);
      dCells[d + j] = Denormals.flush(dc * f);
    }
    for (int j = 0; step.hasPeepholes() && j < step.units(); j++) {
      float toInput = step.peepholes.values()[step.peepholes.offset(CellStep.TO_INPUT) + j];
      float toForget = step.peepholes.values()[step.peepholes.offset(CellStep.TO_FORGET) + j];
      float sum = Fma.fma(toInput, z[zi + j], dCells[d + j]);
      dCells[d + j] = Denormals.flush(Fma.fma(toForget, z[zf + j], sum));
    }
  }
}
