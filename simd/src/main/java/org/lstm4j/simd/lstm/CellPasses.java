package org.lstm4j.simd.lstm;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.CellEquations;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.math.Activations;
import org.lstm4j.simd.math.VectorMath;
import org.lstm4j.simd.update.VectorUpdates;

/**
 * The steps of LSTM cells of every kind, one sequence after the other and pass by pass; whole
 * vectors of a cell without peepholes, coupling and clipping take {@link GateStep}'s loops. Owns
 * scratch: for one thread.
 */
public final class CellPasses {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Activations functions = new Activations();
  private float[] slopes = {};

  /** Passes with scratch of their own. */
  public CellPasses() {}

  /**
   * See {@link org.lstm4j.kernel.CellSteps#cells}.
   *
   * @param step the step
   */
  public void cells(CellStep step) {
    int h = step.units();
    int whole = hasOwnLoops(step) ? h - h % L : 0;
    for (int b = 0; b < step.sequences(); b++) {
      if (whole > 0) {
        GateStep.cells(
            whole,
            h,
            step.gates.values(),
            step.gates.offset(b),
            step.cells.values(),
            step.before.offset(b),
            step.cells.offset(b),
            true);
      }
      if (whole < h) {
        cells(step, b, whole);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same array, not one alike
  private static boolean hasOwnLoops(CellStep step) {
    CellEquations equations = step.equations;
    return equations.activations().equals(GateActivations.STANDARD)
        && !equations.coupled()
        && !equations.clips()
        && !step.hasPeepholes()
        && step.before.values() == step.cells.values();
  }

  /** The units of a sequence from one on. */
  private void cells(CellStep step, int b, int unit) {
    int n = step.units() - unit;
    float[] z = step.gates.values();
    int zi = gate(step, b, Gates.INPUT) + unit;
    int zf = gate(step, b, Gates.FORGET) + unit;
    int zg = gate(step, b, Gates.CANDIDATE) + unit;
    GateActivations activations = step.equations.activations();
    if (step.hasPeepholes()) {
      peep(step, CellStep.TO_INPUT, step.before, b, zi);
      peep(step, CellStep.TO_FORGET, step.before, b, zf);
    }
    if (step.equations.clips()) {
      clip(step, b, Gates.INPUT);
      clip(step, b, Gates.FORGET);
      clip(step, b, Gates.CANDIDATE);
    }
    functions.apply(activations.gate(), z, zi, n);
    if (step.equations.coupled()) {
      for (int j = 0; j < n; j++) {
        z[zf + j] = 1f - z[zi + j];
      }
    } else {
      functions.apply(activations.gate(), z, zf, n);
    }
    functions.apply(activations.candidate(), z, zg, n);
    nextCells(step, b, unit);
  }

  private static int gate(CellStep step, int b, int gate) {
    return step.gates.offset(b) + gate * step.units();
  }

  /** z ← fma(p, c, z), all units. */
  private static void peep(CellStep step, int to, Matrix cells, int b, int z) {
    multiplyAdd(
        step.units(),
        step.peepholes.values(),
        step.peepholes.offset(to),
        cells.values(),
        cells.offset(b),
        step.gates.values(),
        z);
  }

  private static void multiplyAdd(
      int n, float[] p, int pOff, float[] c, int cOff, float[] z, int zOff) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector.fromArray(F, p, pOff + j)
          .fma(FloatVector.fromArray(F, c, cOff + j), FloatVector.fromArray(F, z, zOff + j))
          .intoArray(z, zOff + j);
    }
    for (; j < n; j++) {
      z[zOff + j] = Math.fma(p[pOff + j], c[cOff + j], z[zOff + j]);
    }
  }

  private static void clip(CellStep step, int b, int gate) {
    int h = step.units();
    int z = gate(step, b, gate);
    if (step.keepsUnclipped()) {
      System.arraycopy(
          step.gates.values(), z, step.unclipped.values(), step.unclipped.offset(b) + gate * h, h);
    }
    VectorUpdates.clamp(h, step.equations.clip(), step.gates.values(), z);
  }

  /** c ← flush(fma(f, c_prev, i·g)). */
  private static void nextCells(CellStep step, int b, int unit) {
    float[] z = step.gates.values();
    float[] before = step.before.values();
    float[] cells = step.cells.values();
    int zi = gate(step, b, Gates.INPUT);
    int zf = gate(step, b, Gates.FORGET);
    int zg = gate(step, b, Gates.CANDIDATE);
    int from = step.before.offset(b);
    int to = step.cells.offset(b);
    int h = step.units();
    int j = unit;
    for (; j <= h - L; j += L) {
      FloatVector added =
          FloatVector.fromArray(F, z, zi + j).mul(FloatVector.fromArray(F, z, zg + j));
      FloatVector c =
          FloatVector.fromArray(F, z, zf + j)
              .fma(FloatVector.fromArray(F, before, from + j), added);
      c.blend(0f, c.abs().compare(LT, Float.MIN_NORMAL)).intoArray(cells, to + j);
    }
    for (; j < h; j++) {
      cells[to + j] =
          VectorMath.flush(Math.fma(z[zf + j], before[from + j], z[zi + j] * z[zg + j]));
    }
  }

  /**
   * See {@link org.lstm4j.kernel.CellSteps#outputs}.
   *
   * @param step the step
   */
  public void outputs(CellStep step) {
    int h = step.units();
    int whole = hasOwnLoops(step) ? h - h % L : 0;
    for (int b = 0; b < step.sequences(); b++) {
      if (whole > 0) {
        GateStep.hidden(
            whole,
            step.gates.values(),
            gate(step, b, Gates.OUTPUT),
            step.cells.values(),
            step.cells.offset(b),
            step.outputs.values(),
            step.outputs.offset(b),
            step.hidden.values(),
            step.hidden.offset(b),
            true);
      }
      if (whole < h) {
        outputs(step, b, whole);
      }
    }
  }

  private void outputs(CellStep step, int b, int unit) {
    int n = step.units() - unit;
    float[] z = step.gates.values();
    float[] y = step.outputs.values();
    int zo = gate(step, b, Gates.OUTPUT) + unit;
    int out = step.outputs.offset(b) + unit;
    if (step.hasPeepholes()) {
      peep(step, CellStep.TO_OUTPUT, step.cells, b, zo);
    }
    if (step.equations.clips()) {
      clip(step, b, Gates.OUTPUT);
    }
    functions.apply(step.equations.activations().gate(), z, zo, n);
    System.arraycopy(step.cells.values(), step.cells.offset(b) + unit, y, out, n);
    functions.apply(step.equations.activations().cell(), y, out, n);
    GatePasses.hidden(n, z, zo, y, out, step.hidden.values(), step.hidden.offset(b) + unit);
  }

  /**
   * See {@link org.lstm4j.kernel.CellSteps#outputsBackward}.
   *
   * @param step the step
   */
  public void outputsBackward(CellStep step) {
    int h = step.units();
    reserve(3 * h);
    GateActivations activations = step.equations.activations();
    for (int b = 0; b < step.sequences(); b++) {
      int zo = gate(step, b, Gates.OUTPUT);
      int d = step.dCells.offset(b);
      functions.derivative(activations.gate(), step.gates.values(), zo, slopes, 0, h);
      functions.derivative(
          activations.cell(), step.outputs.values(), step.outputs.offset(b), slopes, h, h);
      outputGradients(step, b);
      dropClipped(step, b, Gates.OUTPUT);
      if (step.hasPeepholes()) {
        peepBack(step, CellStep.TO_OUTPUT, zo, d);
        flush(h, step.dCells.values(), d);
      }
    }
  }

  private void reserve(int n) {
    if (slopes.length < n) {
      slopes = new float[n];
    }
  }

  /** o becomes dz_o, dc_next dc; slopes hold σ'(o) and ψ'(y). */
  private void outputGradients(CellStep step, int b) {
    float[] z = step.gates.values();
    float[] outputs = step.outputs.values();
    float[] dHidden = step.dHidden.values();
    float[] dCells = step.dCells.values();
    int zo = gate(step, b, Gates.OUTPUT);
    int out = step.outputs.offset(b);
    int up = step.dHidden.offset(b);
    int d = step.dCells.offset(b);
    int h = step.units();
    int j = 0;
    for (; j <= h - L; j += L) {
      FloatVector o = FloatVector.fromArray(F, z, zo + j);
      FloatVector y = FloatVector.fromArray(F, outputs, out + j);
      FloatVector dh = FloatVector.fromArray(F, dHidden, up + j);
      FloatVector dz = dh.mul(y).mul(FloatVector.fromArray(F, slopes, j));
      FloatVector dc =
          dh.mul(o)
              .fma(
                  FloatVector.fromArray(F, slopes, h + j), FloatVector.fromArray(F, dCells, d + j));
      dz.blend(0f, dz.abs().compare(LT, Float.MIN_NORMAL)).intoArray(z, zo + j);
      dc.blend(0f, dc.abs().compare(LT, Float.MIN_NORMAL)).intoArray(dCells, d + j);
    }
    for (; j < h; j++) {
      float dh = dHidden[up + j];
      float dz = (dh * outputs[out + j]) * slopes[j];
      float dc = Math.fma(dh * z[zo + j], slopes[h + j], dCells[d + j]);
      z[zo + j] = VectorMath.flush(dz);
      dCells[d + j] = VectorMath.flush(dc);
    }
  }

  /** dz ← +0 where z was clipped. */
  private static void dropClipped(CellStep step, int b, int gate) {
    if (!step.equations.clips()) {
      return;
    }
    float[] dz = step.gates.values();
    float[] z = step.unclipped.values();
    float limit = step.equations.clip();
    int h = step.units();
    int at = gate(step, b, gate);
    int from = step.unclipped.offset(b) + gate * h;
    int j = 0;
    for (; j <= h - L; j += L) {
      FloatVector.fromArray(F, dz, at + j)
          .blend(0f, FloatVector.fromArray(F, z, from + j).abs().compare(GT, limit))
          .intoArray(dz, at + j);
    }
    for (; j < h; j++) {
      dz[at + j] = Math.abs(z[from + j]) > limit ? 0f : dz[at + j];
    }
  }

  /** dc ← fma(p, dz, dc). */
  private static void peepBack(CellStep step, int to, int dz, int dc) {
    multiplyAdd(
        step.units(),
        step.peepholes.values(),
        step.peepholes.offset(to),
        step.gates.values(),
        dz,
        step.dCells.values(),
        dc);
  }

  private static void flush(int n, float[] x, int xOff) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector v = FloatVector.fromArray(F, x, xOff + j);
      v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL)).intoArray(x, xOff + j);
    }
    for (; j < n; j++) {
      x[xOff + j] = VectorMath.flush(x[xOff + j]);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.CellSteps#cellsBackward}.
   *
   * @param step the step
   */
  public void cellsBackward(CellStep step) {
    int h = step.units();
    reserve(3 * h);
    GateActivations activations = step.equations.activations();
    float[] z = step.gates.values();
    for (int b = 0; b < step.sequences(); b++) {
      int zi = gate(step, b, Gates.INPUT);
      int zf = gate(step, b, Gates.FORGET);
      int zg = gate(step, b, Gates.CANDIDATE);
      int d = step.dCells.offset(b);
      functions.derivative(activations.gate(), z, zi, slopes, 0, h);
      functions.derivative(activations.gate(), z, zf, slopes, h, h);
      functions.derivative(activations.candidate(), z, zg, slopes, 2 * h, h);
      cellGradients(step, b);
      dropClipped(step, b, Gates.INPUT);
      dropClipped(step, b, Gates.FORGET);
      dropClipped(step, b, Gates.CANDIDATE);
      if (step.hasPeepholes()) {
        peepBack(step, CellStep.TO_INPUT, zi, d);
        peepBack(step, CellStep.TO_FORGET, zf, d);
        flush(h, step.dCells.values(), d);
      }
    }
  }

  /** i, f and g become dz_i, dz_f and dz_g, dc dc_next; slopes hold σ'(i), σ'(f) and φ'(g). */
  private void cellGradients(CellStep step, int b) {
    float[] z = step.gates.values();
    float[] before = step.before.values();
    float[] dCells = step.dCells.values();
    boolean coupled = step.equations.coupled();
    int zi = gate(step, b, Gates.INPUT);
    int zf = gate(step, b, Gates.FORGET);
    int zg = gate(step, b, Gates.CANDIDATE);
    int from = step.before.offset(b);
    int d = step.dCells.offset(b);
    int h = step.units();
    int j = 0;
    for (; j <= h - L; j += L) {
      FloatVector i = FloatVector.fromArray(F, z, zi + j);
      FloatVector f = FloatVector.fromArray(F, z, zf + j);
      FloatVector g = FloatVector.fromArray(F, z, zg + j);
      FloatVector c = FloatVector.fromArray(F, before, from + j);
      FloatVector dc = FloatVector.fromArray(F, dCells, d + j);
      FloatVector di = dc.mul(coupled ? g.sub(c) : g).mul(FloatVector.fromArray(F, slopes, j));
      FloatVector df =
          coupled ? FloatVector.zero(F) : dc.mul(c).mul(FloatVector.fromArray(F, slopes, h + j));
      FloatVector dg = dc.mul(i).mul(FloatVector.fromArray(F, slopes, 2 * h + j));
      FloatVector carried = dc.mul(f);
      di.blend(0f, di.abs().compare(LT, Float.MIN_NORMAL)).intoArray(z, zi + j);
      df.blend(0f, df.abs().compare(LT, Float.MIN_NORMAL)).intoArray(z, zf + j);
      dg.blend(0f, dg.abs().compare(LT, Float.MIN_NORMAL)).intoArray(z, zg + j);
      carried.blend(0f, carried.abs().compare(LT, Float.MIN_NORMAL)).intoArray(dCells, d + j);
    }
    for (; j < h; j++) {
      float i = z[zi + j];
      float f = z[zf + j];
      float g = z[zg + j];
      float c = before[from + j];
      float dc = dCells[d + j];
      float di = (dc * (coupled ? g - c : g)) * slopes[j];
      float df = coupled ? 0f : (dc * c) * slopes[h + j];
      z[zi + j] = VectorMath.flush(di);
      z[zf + j] = VectorMath.flush(df);
      z[zg + j] = VectorMath.flush((dc * i) * slopes[2 * h + j]);
      dCells[d + j] = VectorMath.flush(dc * f);
    }
  }
}
