package org.lstm4j.simd.lstm;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.lstm4j.simd.math.ExpConstants.E2;
import static org.lstm4j.simd.math.ExpConstants.E3;
import static org.lstm4j.simd.math.ExpConstants.E4;
import static org.lstm4j.simd.math.ExpConstants.E5;
import static org.lstm4j.simd.math.ExpConstants.E6;
import static org.lstm4j.simd.math.ExpConstants.EXP_MIN;
import static org.lstm4j.simd.math.ExpConstants.FRACTION_BITS;
import static org.lstm4j.simd.math.ExpConstants.LN2_HIGH;
import static org.lstm4j.simd.math.ExpConstants.LN2_LOW;
import static org.lstm4j.simd.math.ExpConstants.LOG2_E;
import static org.lstm4j.simd.math.ExpConstants.MAGNITUDE;
import static org.lstm4j.simd.math.ExpConstants.ROUND_MINUS_SCALE;
import static org.lstm4j.simd.math.ExpConstants.ROUND_SCALE;
import static org.lstm4j.simd.math.ExpConstants.V_INFINITE;
import static org.lstm4j.simd.math.ExpConstants.V_MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.simd.Lanes;

/**
 * The gate step forward for the standard activations in two loops: from the pre-activations of a
 * vector of units to their c, and from there to their h, without leaving the registers. One loop
 * would be a chain of five functions, too long for many turns to be under way at once (decision 2).
 *
 * <p>Sigmoid and tanh are written out, as {@link org.lstm4j.simd.math.VectorMath} has them: five
 * methods of some twenty vector operations are more than C2 inlines into one loop (its node count
 * for inlining), and what it does not inline it boxes. Owns scratch: for one thread.
 */
final class GateStep {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final float[] restGates = new float[Gates.COUNT * L];
  private final float[] restCells = new float[L];
  private final float[] restOutputs = new float[L];
  private final float[] restHidden = new float[L];

  /**
   * One step t of some sequences; a tape for training also keeps i, f, g, o and ψ(c).
   *
   * @param tape the layer's buffers
   * @param gates where the gates of the step are
   * @param t the step
   * @param from the first sequence of the batch to run
   * @param to the sequence after the last one to run
   * @param unit the first unit to run
   * @param units the number of units to run
   */
  void forward(LstmTape tape, int gates, int t, int from, int to, int unit, int units) {
    int h = tape.hiddenSize;
    int whole = units - units % L;
    if (whole > 0) {
      for (int b = from; b < to; b++) {
        int at = b * h + unit;
        vectors(
            whole,
            h,
            tape.gates,
            gates + Gates.COUNT * b * h + unit,
            tape.cells,
            tape.cellsBefore(t) + at,
            tape.cellsAfter(t) + at,
            tape.cellOutputs,
            tape.cellOutputOffset(t) + at,
            tape.hidden,
            tape.hiddenAfter(t) + at,
            tape.training);
      }
    }
    int rest = units - whole;
    if (rest > 0) {
      int sequences = L / rest;
      for (int b = from; b < to; b += sequences) {
        rest(tape, gates, t, b, Math.min(to, b + sequences), unit + whole, rest);
      }
    }
  }

  /**
   * The units beyond whole vectors, of as many sequences as one vector holds: with few hidden units
   * lanes are sequences.
   */
  private void rest(LstmTape tape, int gates, int t, int from, int to, int first, int rest) {
    int h = tape.hiddenSize;
    for (int b = from; b < to; b++) {
      int lane = (b - from) * rest;
      int z = gates + Gates.COUNT * b * h + first;
      int before = tape.cellsBefore(t) + b * h + first;
      for (int j = 0; j < rest; j++) {
        for (int gate = 0; gate < Gates.COUNT; gate++) {
          restGates[gate * L + lane + j] = tape.gates[z + gate * h + j];
        }
        restCells[lane + j] = tape.cells[before + j];
      }
    }
    vectors(L, L, restGates, 0, restCells, 0, 0, restOutputs, 0, restHidden, 0, tape.training);
    for (int b = from; b < to; b++) {
      int lane = (b - from) * rest;
      int z = gates + Gates.COUNT * b * h + first;
      int after = tape.cellsAfter(t) + b * h + first;
      int out = tape.cellOutputOffset(t) + b * h + first;
      int next = tape.hiddenAfter(t) + b * h + first;
      for (int j = 0; j < rest; j++) {
        tape.cells[after + j] = restCells[lane + j];
        tape.hidden[next + j] = restHidden[lane + j];
      }
      for (int j = 0; tape.training && j < rest; j++) {
        for (int gate = 0; gate < Gates.COUNT; gate++) {
          tape.gates[z + gate * h + j] = restGates[gate * L + lane + j];
        }
        tape.cellOutputs[out + j] = restOutputs[lane + j];
      }
    }
  }

  /** Whole vectors of n units; their gates lie a stride apart. */
  private static void vectors(
      int n,
      int stride,
      float[] gates,
      int z,
      float[] cells,
      int before,
      int after,
      float[] outputs,
      int out,
      float[] hidden,
      int next,
      boolean keeps) {
    cells(n, stride, gates, z, cells, before, after, keeps);
    hidden(n, gates, z + Gates.OUTPUT * stride, cells, after, outputs, out, hidden, next, keeps);
  }

  /** From z_i, z_f and z_g to c. */
  static void cells(
      int n,
      int stride,
      float[] gates,
      int z,
      float[] cells,
      int before,
      int after,
      boolean keeps) {
    int zi = z + Gates.INPUT * stride;
    int zf = z + Gates.FORGET * stride;
    int zg = z + Gates.CANDIDATE * stride;
    FloatVector one = FloatVector.broadcast(F, 1f);
    FloatVector two = FloatVector.broadcast(F, 2f);
    for (int j = 0; j < n; j += L) {
      FloatVector t;
      FloatVector k;
      FloatVector r;
      FloatVector s;
      FloatVector q;
      IntVector bits;

      // i = sigmoid(z_i)
      FloatVector i = FloatVector.fromArray(F, gates, zi + j);
      i = i.blend(V_MAX, i.compare(GT, V_MAX));
      i = i.blend(V_INFINITE, i.compare(LT, EXP_MIN));
      t = i.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_MINUS_SCALE));
      k = t.sub(ROUND_MINUS_SCALE);
      r = k.fma(FloatVector.broadcast(F, LN2_HIGH), i);
      r = k.fma(FloatVector.broadcast(F, LN2_LOW), r);
      s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      q = r.mul(q).fma(r, r);
      i = one.div(s.fma(q, one.sub(s)));

      // f = sigmoid(z_f)
      FloatVector f = FloatVector.fromArray(F, gates, zf + j);
      f = f.blend(V_MAX, f.compare(GT, V_MAX));
      f = f.blend(V_INFINITE, f.compare(LT, EXP_MIN));
      t = f.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_MINUS_SCALE));
      k = t.sub(ROUND_MINUS_SCALE);
      r = k.fma(FloatVector.broadcast(F, LN2_HIGH), f);
      r = k.fma(FloatVector.broadcast(F, LN2_LOW), r);
      s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      q = r.mul(q).fma(r, r);
      f = one.div(s.fma(q, one.sub(s)));

      // g = tanh(z_g)
      bits = FloatVector.fromArray(F, gates, zg + j).reinterpretAsInts();
      FloatVector g = bits.and(MAGNITUDE).reinterpretAsFloats();
      g = g.add(g);
      g = g.blend(V_MAX, g.compare(GT, V_MAX));
      t = g.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_SCALE));
      k = t.sub(ROUND_SCALE);
      r = k.fma(FloatVector.broadcast(F, LN2_HIGH), g);
      s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      q = r.mul(q).fma(r, r);
      q = s.fma(q, one.sub(s));
      g = q.div(two.sub(q));
      bits = bits.and(~MAGNITUDE).lanewise(XOR, g.reinterpretAsInts());
      g = bits.reinterpretAsFloats();

      // c = flush(fma(f, c_prev, i·g))
      FloatVector c = f.fma(FloatVector.fromArray(F, cells, before + j), i.mul(g));
      c = c.blend(0f, c.abs().compare(LT, Float.MIN_NORMAL));
      c.intoArray(cells, after + j);
      if (keeps) {
        i.intoArray(gates, zi + j);
        f.intoArray(gates, zf + j);
        g.intoArray(gates, zg + j);
      }
    }
  }

  /** From z_o and c to h. */
  static void hidden(
      int n,
      float[] gates,
      int zo,
      float[] cells,
      int cell,
      float[] outputs,
      int out,
      float[] hidden,
      int next,
      boolean keeps) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    FloatVector two = FloatVector.broadcast(F, 2f);
    for (int j = 0; j < n; j += L) {
      FloatVector t;
      FloatVector k;
      FloatVector r;
      FloatVector s;
      FloatVector q;
      IntVector bits;

      // y = tanh(c)
      bits = FloatVector.fromArray(F, cells, cell + j).reinterpretAsInts();
      FloatVector y = bits.and(MAGNITUDE).reinterpretAsFloats();
      y = y.add(y);
      y = y.blend(V_MAX, y.compare(GT, V_MAX));
      t = y.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_SCALE));
      k = t.sub(ROUND_SCALE);
      r = k.fma(FloatVector.broadcast(F, LN2_HIGH), y);
      s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      q = r.mul(q).fma(r, r);
      q = s.fma(q, one.sub(s));
      y = q.div(two.sub(q));
      bits = bits.and(~MAGNITUDE).lanewise(XOR, y.reinterpretAsInts());
      y = bits.reinterpretAsFloats();

      // o = sigmoid(z_o)
      FloatVector o = FloatVector.fromArray(F, gates, zo + j);
      o = o.blend(V_MAX, o.compare(GT, V_MAX));
      o = o.blend(V_INFINITE, o.compare(LT, EXP_MIN));
      t = o.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_MINUS_SCALE));
      k = t.sub(ROUND_MINUS_SCALE);
      r = k.fma(FloatVector.broadcast(F, LN2_HIGH), o);
      r = k.fma(FloatVector.broadcast(F, LN2_LOW), r);
      s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      q = r.mul(q).fma(r, r);
      o = one.div(s.fma(q, one.sub(s)));

      // h = flush(o·y)
      FloatVector h = o.mul(y);
      h.blend(0f, h.abs().compare(LT, Float.MIN_NORMAL)).intoArray(hidden, next + j);
      if (keeps) {
        o.intoArray(gates, zo + j);
        y.intoArray(outputs, out + j);
      }
    }
  }
}
