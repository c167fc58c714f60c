package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The ceiling that products are held against: multiply-adds on 12 accumulators that never leave
 * their registers. Each adds to itself, as C2 gives a multiply-add the register of what it adds to;
 * with their factor they fit the 16 registers of AVX2, and two units with a latency of 4 cycles are
 * busy from 8 on. One operation is one vector multiply-add, 2 × lanes floating-point operations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FmaCeiling {
  /** The widest vectors of this machine. */
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  private static final int ROUNDS = 1000;
  private static final int CHAINS = 12;

  /** Floating-point operations of one operation of this benchmark in each lane of a vector. */
  public static final double FLOPS_PER_LANE = 2;

  private float factor = 0.999f;
  private final float[] out = new float[F.length()];

  /** {@return the sum of the chains} */
  @Benchmark
  @OperationsPerInvocation(ROUNDS * CHAINS)
  public float[] chains() {
    FloatVector x = FloatVector.broadcast(F, factor);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    FloatVector s4 = x;
    FloatVector s5 = x;
    FloatVector s6 = x;
    FloatVector s7 = x;
    FloatVector s8 = x;
    FloatVector s9 = x;
    FloatVector s10 = x;
    FloatVector s11 = x;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = x.fma(x, s0);
      s1 = x.fma(x, s1);
      s2 = x.fma(x, s2);
      s3 = x.fma(x, s3);
      s4 = x.fma(x, s4);
      s5 = x.fma(x, s5);
      s6 = x.fma(x, s6);
      s7 = x.fma(x, s7);
      s8 = x.fma(x, s8);
      s9 = x.fma(x, s9);
      s10 = x.fma(x, s10);
      s11 = x.fma(x, s11);
    }
    s0 = s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7)));
    s8 = s8.add(s9).add(s10.add(s11));
    s0.add(s8).intoArray(out, 0);
    return out;
  }
}
