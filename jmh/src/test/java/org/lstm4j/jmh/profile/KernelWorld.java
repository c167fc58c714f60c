package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.simd.Lanes;

/**
 * A machine on which kernels are compiled.
 *
 * @param bits the width of vectors
 * @param avx HotSpot's UseAVX: 3 with AVX-512, which has 32 vector registers, 2 with AVX2, which
 *     has 16
 */
record KernelWorld(int bits, int avx) {
  /** All of them. */
  static final List<KernelWorld> ALL =
      List.of(
          new KernelWorld(512, 3),
          new KernelWorld(256, 3),
          new KernelWorld(128, 3),
          new KernelWorld(256, 2),
          new KernelWorld(128, 2));

  private static final Pattern USE_AVX = Pattern.compile("\\bint UseAVX += (\\d)");

  /** {@return how many vector registers there are} */
  int registers() {
    return avx == 3 ? 32 : 16;
  }

  /** {@return whether the processor of this machine has its instructions, as HotSpot sees it} */
  boolean isHere(Path folder) throws IOException, InterruptedException {
    String flags = java(folder, List.of("-XX:UseAVX=" + avx, "-XX:+PrintFlagsFinal", "-version"));
    Matcher here = USE_AVX.matcher(flags);
    return here.find() && Integer.parseInt(here.group(1)) == avx;
  }

  /**
   * Compiles kernels, each on its own and not within its callers. C1 takes over sooner than it
   * would, since vectors are slow while they are interpreted; C2 comes when it always comes, and
   * what it does rests on as many turns. As on Intel's processors it may keep what general
   * registers have no room for in vector registers. Nothing runs beside the compilers, so that two
   * runs give the same code.
   *
   * @param kernels the kernels
   * @param loops how long their loops run
   * @param folder for files
   * @return the log of HotSpot with what C2 made
   */
  List<String> compile(List<VectorKernel> kernels, KernelDriver.Loops loops, Path folder)
      throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    for (VectorKernel kernel : kernels) {
      commands.add("print," + kernel.pattern());
      commands.add("dontinline," + kernel.pattern());
    }
    Path commandFile = Files.write(folder.resolve("commands"), commands);
    Path log = folder.resolve("%s.log".formatted(this));
    java(
        folder,
        List.of(
            "-Xmx1g",
            "-XX:UseAVX=" + avx,
            "-D%s=%d".formatted(Lanes.PROPERTY, bits),
            "-XX:+UseFPUForSpilling",
            "-Xbatch",
            "-XX:Tier3InvocationThreshold=20",
            "-XX:Tier3MinInvocationThreshold=10",
            "-XX:Tier3CompileThreshold=200",
            "-XX:-UseOnStackReplacement",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommandFile=" + commandFile,
            "-XX:+LogVMOutput",
            "-XX:-DisplayVMOutput",
            "-XX:LogFile=" + log,
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KernelDriver.class.getName(),
            loops.name()));
    return Files.readAllLines(log);
  }

  private static String java(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int end = process.waitFor();
    String printed = Files.readString(output);
    if (end != 0) {
      throw new IOException("%s: %s".formatted(command, printed));
    }
    return printed;
  }

  @Override
  public String toString() {
    return "%d bits, %d registers".formatted(bits, registers());
  }
}
