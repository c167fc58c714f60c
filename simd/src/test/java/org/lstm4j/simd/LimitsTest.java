package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.JavaProgram;

/** Virtual machines with little of what others have plenty of. */
@Tag("once")
class LimitsTest {
  @TempDir private Path folder;

  /**
   * Packed weights of 800 KB each outside the heap, of which 16 MB are allowed, with a collector
   * that is not told of them and may not be asked: all predictors get theirs, and all answer alike.
   */
  @Test
  void throwawayPredictors() throws Exception {
    String program =
        """
        import org.lstm4j.infer.*;
        import org.lstm4j.model.*;

        void main() {
          var spec = ModelSpec.values(64).lstm(192).dense(1).lastStep();
          var parameters = Initialization.standard().create(spec, 1);
          float[] input = new float[64];
          java.util.Arrays.fill(input, 0.5f);
          var answers = new java.util.TreeSet<Float>();
          for (int n = 0; n < 40; n++) {
            float[] output = new float[1];
            try (var stream = new Predictor(parameters).newStream()) {
              stream.step(input, output);
            }
            answers.add(output[0]);
          }
          IO.println(answers.size());
        }
        """;
    assertEquals(
        "1\n",
        run(
            program,
            "-XX:+UseZGC",
            "-XX:+DisableExplicitGC",
            "-XX:MaxDirectMemorySize=16m",
            "-Xmx256m"));
  }

  /** More threads than there is memory for: what was started is gone, and fewer work. */
  @Test
  void tooManyThreads() throws Exception {
    String program =
        """
        import org.lstm4j.backend.Backends;

        void main() throws Exception {
          try {
            Backends.choose().create(1500);
            IO.println("made");
          } catch (OutOfMemoryError e) {
            IO.println("refused");
          }
          boolean some = false;
          for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("lstm4j-")) {
              some |= !thread.join(java.time.Duration.ofSeconds(60));
            }
          }
          IO.println(some ? "threads are left" : "no thread is left");
          Backends.choose().create(2).close();
        }
        """;
    assertEquals(
        "refused\nno thread is left\n",
        run(program, "-Xmx64m", "-XX:+UseSerialGC", "-Dlstm4j.backend=simd"));
  }

  /** The longest arrays that there are, of 8 GB: sums end, and are what double precision says. */
  @Test
  @Tag("long")
  void theLongestArrays() throws Exception {
    String program =
        """
        import org.lstm4j.backend.Backends;

        void main() {
          int n = Integer.MAX_VALUE - 64;
          float[] x = new float[n];
          java.util.Arrays.fill(x, 0.5f);
          for (String name : new String[] {"scalar", "simd"}) {
            var provider = Backends.select(name, Backends.installed()).provider();
            try (var kernels = provider.create(2)) {
              IO.println(kernels.squaredNorm(n, x, 0) == 0.25 * n);
              x[n - 1] = Float.NaN;
              IO.println(kernels.indexOfNonFinite(n, x, 0) == n - 1);
              x[n - 1] = 0.5f;
            }
          }
          IO.println(new org.lstm4j.file.Sha256().add(x).hexadecimal());
        }
        """;
    String hash = "0fd186ffca7a77813342bec01d1d70328eb4039c8c908faa4834f0e878b6efd5"; // hashlib's
    assertEquals("true\n".repeat(4) + hash + "\n", run(program, "-Xmx9g"));
  }

  private String run(String program, String... flags) throws Exception {
    String[] all = Arrays.copyOf(flags, flags.length + 6);
    String[] more = {
      "-Djava.util.logging.config.file=none",
      "-Dlstm4j.backend=simd",
      "-cp",
      libraries(),
      "--add-modules",
      "jdk.incubator.vector"
    };
    System.arraycopy(more, 0, all, flags.length, more.length);
    String printed = JavaProgram.run(folder, program, all);
    return printed.replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
  }

  private static String libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry ->
            entry.contains("fastutil") || entry.contains("lstm4j") || entry.endsWith("classes"))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
