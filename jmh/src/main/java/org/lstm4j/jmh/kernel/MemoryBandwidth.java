package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The ceiling of what lies in memory: an array of 256 MiB, which no cache holds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MemoryBandwidth extends Bandwidth {
  /** Floats in the array. */
  public static final int LENGTH = 1 << 26;

  @Override
  public int length() {
    return LENGTH;
  }
}
