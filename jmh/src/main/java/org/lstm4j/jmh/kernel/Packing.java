package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
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

/**
 * Packing recurrent weights, as after every update: as they are for the way back, transposed for
 * the way forward.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Packing {
  /** Who packs: {@code simd} or {@code scalar}. */
  @Param("simd")
  public String engine;

  /** Rows × columns of the weights, 4H × H. */
  @Param({"128x32", "2048x512", "4096x1024"})
  public String size;

  private Kernels kernels;
  private Matrix weights;
  private PackedMatrix asIs;
  private PackedMatrix transposed;

  /** Makes the weights. */
  @Setup(Level.Trial)
  public void setUp() {
    String[] sizes = size.split("x", -1);
    int rows = Integer.parseInt(sizes[0]);
    int columns = Integer.parseInt(sizes[1]);
    kernels = Engines.kernels(engine, 1);
    weights = new Matrix(Values.uniform(rows * columns, 1), columns);
    asIs = kernels.newPackedMatrix(rows, columns);
    transposed = kernels.newPackedMatrix(columns, rows);
  }

  /** Releases the kernels. */
  @TearDown(Level.Trial)
  public void tearDown() {
    kernels.close();
  }

  /** {@return the packed weights} */
  @Benchmark
  public PackedMatrix pack() {
    kernels.pack(asIs, weights);
    return asIs;
  }

  /** {@return the packed transpose} */
  @Benchmark
  public PackedMatrix packTransposed() {
    kernels.packTransposed(transposed, weights);
    return transposed;
  }
}
