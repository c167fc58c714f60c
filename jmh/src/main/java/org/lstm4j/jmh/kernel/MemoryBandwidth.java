package org.lstm4j.jmh.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The other ceiling: what one thread moves between memory and registers, on an array of 256 MiB,
 * which no cache holds. Updating in place reads and writes every line, and no line is read only to
 * be written over, as in a copy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MemoryBandwidth {
  /** Floats in the array. */
  public static final int LENGTH = 1 << 26;

  /** The widest vectors of this machine. */
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  private static final int L = F.length();
  private static final int CHAINS = 8;

  private float[] values;

  /** Fills the array with ones. */
  @Setup(Level.Trial)
  public void setUp() {
    values = new float[LENGTH];
    Arrays.fill(values, 1);
  }

  /** {@return the sum, in 8 × lanes partial sums} */
  @Benchmark
  public float read() {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = 0; i < LENGTH; i += CHAINS * L) {
      s0 = s0.add(FloatVector.fromArray(F, values, i));
      s1 = s1.add(FloatVector.fromArray(F, values, i + L));
      s2 = s2.add(FloatVector.fromArray(F, values, i + 2 * L));
      s3 = s3.add(FloatVector.fromArray(F, values, i + 3 * L));
      s4 = s4.add(FloatVector.fromArray(F, values, i + 4 * L));
      s5 = s5.add(FloatVector.fromArray(F, values, i + 5 * L));
      s6 = s6.add(FloatVector.fromArray(F, values, i + 6 * L));
      s7 = s7.add(FloatVector.fromArray(F, values, i + 7 * L));
    }
    s0 = s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7)));
    return s0.reduceLanes(VectorOperators.ADD);
  }

  /** {@return the array, its signs changed} */
  @Benchmark
  public float[] update() {
    for (int i = 0; i < LENGTH; i += L) {
      FloatVector.fromArray(F, values, i).neg().intoArray(values, i);
    }
    return values;
  }
}
