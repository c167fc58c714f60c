package org.lstm4j.simd.lstm;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Gates;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.math.VectorMath;

/** The element-wise formulas of the gate step, n units of one sequence at a time. */
final class GatePasses {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private GatePasses() {}

  /** c ← flush(fma(f, c_prev, i·g)), copied to y. Gates i f g o from z on, a stride of h apart. */
  static void cell(
      int n, int h, float[] gates, int z, float[] cells, int prev, int next, float[] y, int yOff) {
    int zi = z + Gates.INPUT * h;
    int zf = z + Gates.FORGET * h;
    int zg = z + Gates.CANDIDATE * h;
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector i = FloatVector.fromArray(F, gates, zi + j);
      FloatVector f = FloatVector.fromArray(F, gates, zf + j);
      FloatVector g = FloatVector.fromArray(F, gates, zg + j);
      FloatVector c = f.fma(FloatVector.fromArray(F, cells, prev + j), i.mul(g));
      c = c.blend(0f, c.abs().compare(LT, Float.MIN_NORMAL));
      c.intoArray(cells, next + j);
      c.intoArray(y, yOff + j);
    }
    for (; j < n; j++) {
      float c =
          VectorMath.flush(Math.fma(gates[zf + j], cells[prev + j], gates[zi + j] * gates[zg + j]));
      cells[next + j] = c;
      y[yOff + j] = c;
    }
  }

  /** hidden ← flush(o·y). */
  static void hidden(int n, float[] gates, int o, float[] y, int yOff, float[] hidden, int to) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector v =
          FloatVector.fromArray(F, gates, o + j).mul(FloatVector.fromArray(F, y, yOff + j));
      v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL)).intoArray(hidden, to + j);
    }
    for (; j < n; j++) {
      hidden[to + j] = VectorMath.flush(gates[o + j] * y[yOff + j]);
    }
  }

  /**
   * The gate gradients of one sequence: gates from z on, a stride of h apart, become dz, dCells at
   * d is carried on. Slopes hold σ'(i) σ'(f) φ'(g) σ'(o) ψ'(y), n each; those of the standard
   * activations are computed here instead.
   */
  static void gradients(
      int n,
      int h,
      float[] gates,
      int z,
      float[] cells,
      int prev,
      float[] y,
      int yOff,
      float[] dHidden,
      int dh,
      float[] dCells,
      int d,
      boolean standard,
      float[] slopes) {
    int zi = z + Gates.INPUT * h;
    int zf = z + Gates.FORGET * h;
    int zg = z + Gates.CANDIDATE * h;
    int zo = z + Gates.OUTPUT * h;
    FloatVector one = FloatVector.broadcast(F, 1f);
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector i = FloatVector.fromArray(F, gates, zi + j);
      FloatVector f = FloatVector.fromArray(F, gates, zf + j);
      FloatVector g = FloatVector.fromArray(F, gates, zg + j);
      FloatVector o = FloatVector.fromArray(F, gates, zo + j);
      FloatVector out = FloatVector.fromArray(F, y, yOff + j);
      FloatVector up = FloatVector.fromArray(F, dHidden, dh + j);
      FloatVector slopeI;
      FloatVector slopeF;
      FloatVector slopeG;
      FloatVector slopeO;
      FloatVector slopeY;
      if (standard) {
        slopeI = i.mul(one.sub(i));
        slopeF = f.mul(one.sub(f));
        slopeG = g.neg().fma(g, one);
        slopeO = o.mul(one.sub(o));
        slopeY = out.neg().fma(out, one);
      } else {
        slopeI = FloatVector.fromArray(F, slopes, j);
        slopeF = FloatVector.fromArray(F, slopes, n + j);
        slopeG = FloatVector.fromArray(F, slopes, 2 * n + j);
        slopeO = FloatVector.fromArray(F, slopes, 3 * n + j);
        slopeY = FloatVector.fromArray(F, slopes, 4 * n + j);
      }
      FloatVector dc = up.mul(o).fma(slopeY, FloatVector.fromArray(F, dCells, d + j));
      dc = dc.blend(0f, dc.abs().compare(LT, Float.MIN_NORMAL));
      FloatVector di = dc.mul(g).mul(slopeI);
      FloatVector df = dc.mul(FloatVector.fromArray(F, cells, prev + j)).mul(slopeF);
      FloatVector dg = dc.mul(i).mul(slopeG);
      FloatVector dOut = up.mul(out).mul(slopeO);
      FloatVector carried = dc.mul(f);
      di.blend(0f, di.abs().compare(LT, Float.MIN_NORMAL)).intoArray(gates, zi + j);
      df.blend(0f, df.abs().compare(LT, Float.MIN_NORMAL)).intoArray(gates, zf + j);
      dg.blend(0f, dg.abs().compare(LT, Float.MIN_NORMAL)).intoArray(gates, zg + j);
      dOut.blend(0f, dOut.abs().compare(LT, Float.MIN_NORMAL)).intoArray(gates, zo + j);
      carried.blend(0f, carried.abs().compare(LT, Float.MIN_NORMAL)).intoArray(dCells, d + j);
    }
    // Flushes are written out: after so many vectors C2 inlines no further method.
    for (; j < n; j++) {
      float i = gates[zi + j];
      float f = gates[zf + j];
      float g = gates[zg + j];
      float o = gates[zo + j];
      float out = y[yOff + j];
      float up = dHidden[dh + j];
      float slopeI = standard ? i * (1f - i) : slopes[j];
      float slopeF = standard ? f * (1f - f) : slopes[n + j];
      float slopeG = standard ? Math.fma(-g, g, 1f) : slopes[2 * n + j];
      float slopeO = standard ? o * (1f - o) : slopes[3 * n + j];
      float slopeY = standard ? Math.fma(-out, out, 1f) : slopes[4 * n + j];
      float dc = Math.fma(up * o, slopeY, dCells[d + j]);
      dc = Math.abs(dc) < Float.MIN_NORMAL ? 0f : dc;
      float di = (dc * g) * slopeI;
      float df = (dc * cells[prev + j]) * slopeF;
      float dg = (dc * i) * slopeG;
      float dOut = (up * out) * slopeO;
      float carried = dc * f;
      gates[zi + j] = Math.abs(di) < Float.MIN_NORMAL ? 0f : di;
      gates[zf + j] = Math.abs(df) < Float.MIN_NORMAL ? 0f : df;
      gates[zg + j] = Math.abs(dg) < Float.MIN_NORMAL ? 0f : dg;
      gates[zo + j] = Math.abs(dOut) < Float.MIN_NORMAL ? 0f : dOut;
      dCells[d + j] = Math.abs(carried) < Float.MIN_NORMAL ? 0f : carried;
    }
  }
}
