package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is done to gradients between the way back and the update, on 16 384 of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Norms {
  /** Rows of the matrix whose columns are summed. */
  public static final int ROWS = 64;

  /** Its columns. */
  public static final int COLUMNS = 256;

  /** Elements of the array. */
  public static final int LENGTH = ROWS * COLUMNS;

  private static final float LIMIT = 1;

  /** Who computes: {@code simd} or {@code scalar}. */
  @Param("simd")
  public String engine;

  private final float[] values = Values.uniform(LENGTH, 2 * LIMIT);
  private final Matrix matrix = new Matrix(values, COLUMNS);
  private final float[] sums = new float[COLUMNS];
  private final Matrix sumsOfColumns = new Matrix(sums, COLUMNS);
  private Kernels kernels;

  /** Makes the kernels. */
  @Setup(Level.Trial)
  public void setUp() {
    kernels = Engines.kernels(engine, 1);
  }

  /** Releases them. */
  @TearDown(Level.Trial)
  public void tearDown() {
    kernels.close();
  }

  /** {@return the sum of squares} */
  @Benchmark
  public double squaredNorm() {
    return kernels.squaredNorm(LENGTH, values, 0);
  }

  /** {@return −1, as all are finite} */
  @Benchmark
  public int indexOfNonFinite() {
    return kernels.indexOfNonFinite(LENGTH, values, 0);
  }

  /** {@return the values, held within a limit} */
  @Benchmark
  public float[] clamp() {
    kernels.clamp(LENGTH, LIMIT, values, 0);
    return values;
  }

  /** {@return the values, scaled by −1, which repetition does not wear out} */
  @Benchmark
  public float[] scale() {
    kernels.scale(LENGTH, -1, values, 0);
    return values;
  }

  /** {@return the sums of columns} */
  @Benchmark
  public float[] columnSums() {
    kernels.columnSums(matrix, sumsOfColumns, false);
    return sums;
  }
}
