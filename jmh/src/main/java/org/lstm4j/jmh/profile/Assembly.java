package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;

/**
 * The machine code of a method: HotSpot's log of every compilation of it, and the last of C2's
 * disassembled.
 */
public final class Assembly implements Profile {
  private final String method;
  private final Path log;
  private final Path disassembly;
  private final List<String> told = new ArrayList<>();

  /**
   * Prints a method.
   *
   * @param method in the form of HotSpot's CompileCommand, such as {@code *Tile.sixByFour}
   * @param folder where the files go
   */
  public Assembly(String method, Path folder) {
    this.method = method;
    String name = method.replaceAll("[^\\w.]+", "");
    log = folder.resolve(name + ".log");
    disassembly = folder.resolve(name + ".s");
  }

  @Override
  public List<String> jvmArguments() {
    return List.of(
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=print," + method,
        "-XX:+LogVMOutput",
        "-XX:-DisplayVMOutput",
        "-XX:LogFile=" + log.toAbsolutePath());
  }

  @Override
  public void forkEnded(String row, RunResult result) throws IOException {
    MachineCode code = MachineCode.lastOfC2(Files.readAllLines(log));
    if (code == null) {
      told.add("%s: C2 compiled no %s; the log is %s".formatted(row, method, log));
    } else if (!Objdump.isThere()) {
      told.add("%s: %s holds %s as HotSpot printed it".formatted(row, log, code.title()));
    } else {
      Objdump.disassemble(code, disassembly);
      told.add(
          "%s: %s holds %s, disassembled; %s all versions as HotSpot printed them"
              .formatted(row, disassembly, code.title(), log));
    }
  }

  @Override
  public void report(PrintStream out) {
    told.forEach(out::println);
  }
}
