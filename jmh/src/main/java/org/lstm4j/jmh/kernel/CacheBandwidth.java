package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The ceilings of what lies in a cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheBandwidth extends Bandwidth {
  /** Floats in the array: 16 KiB, 64 KiB and 8 MiB, mostly one for each level. */
  @Param({"4096", "16384", "2097152"})
  public int size;

  @Override
  public int length() {
    return size;
  }
}
