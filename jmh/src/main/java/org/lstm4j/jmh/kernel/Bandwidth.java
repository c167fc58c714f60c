package org.lstm4j.jmh.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one thread moves between an array and registers. Updating in place reads and writes every
 * line, and no line is read only to be written over, as in a copy.
 */
@State(Scope.Thread)
public abstract class Bandwidth {
  /** The widest vectors of this machine. */
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  private static final int L = F.length();
  private static final int CHAINS = 8;

  private float[] values;

  /** For the benchmarks of some length. */
  protected Bandwidth() {}

  /** {@return floats in the array, a multiple of 8 vectors} */
  public abstract int length();

  /** Fills the array with ones. */
  @Setup(Level.Trial)
  public void setUp() {
    values = new float[length()];
    Arrays.fill(values, 1);
  }

  /** {@return the sum, in 8 × lanes partial sums} */
  @Benchmark
  public float read() {
    float[] from = values;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = 0; i <= from.length - CHAINS * L; i += CHAINS * L) {
      s0 = s0.add(FloatVector.fromArray(F, from, i));
      s1 = s1.add(FloatVector.fromArray(F, from, i + L));
      s2 = s2.add(FloatVector.fromArray(F, from, i + 2 * L));
      s3 = s3.add(FloatVector.fromArray(F, from, i + 3 * L));
      s4 = s4.add(FloatVector.fromArray(F, from, i + 4 * L));
      s5 = s5.add(FloatVector.fromArray(F, from, i + 5 * L));
      s6 = s6.add(FloatVector.fromArray(F, from, i + 6 * L));
      s7 = s7.add(FloatVector.fromArray(F, from, i + 7 * L));
    }
    s0 = s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7)));
    return s0.reduceLanes(VectorOperators.ADD);
  }

  /** {@return the array, its signs changed} */
  @Benchmark
  public float[] update() {
    float[] all = values;
    for (int i = 0; i <= all.length - 4 * L; i += 4 * L) {
      FloatVector.fromArray(F, all, i).neg().intoArray(all, i);
      FloatVector.fromArray(F, all, i + L).neg().intoArray(all, i + L);
      FloatVector.fromArray(F, all, i + 2 * L).neg().intoArray(all, i + 2 * L);
      FloatVector.fromArray(F, all, i + 3 * L).neg().intoArray(all, i + 3 * L);
    }
    return all;
  }
}
