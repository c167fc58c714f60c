package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The disassembler of the GNU binary utilities. */
final class Objdump {
  private Objdump() {}

  /** {@return whether it is on the path} */
  static boolean isThere() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(folder -> Stream.of("objdump", "objdump.exe").map(name -> Path.of(folder, name)))
        .anyMatch(Files::isExecutable);
  }

  /** Writes the instructions of some code into a file. */
  static void disassemble(MachineCode code, Path to) throws IOException {
    Path bytes = Files.createTempFile("lstm4j", ".bin");
    try {
      Files.write(bytes, code.bytes());
      boolean arm = System.getProperty("os.arch").equals("aarch64");
      Process process =
          new ProcessBuilder(
                  List.of(
                      "objdump",
                      "-D",
                      "-b",
                      "binary",
                      "-m",
                      arm ? "aarch64" : "i386:x86-64",
                      "-M",
                      arm ? "no-aliases" : "intel",
                      "--adjust-vma=0x" + Long.toHexString(code.address()),
                      bytes.toString()))
              .redirectErrorStream(true)
              .redirectOutput(to.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException("objdump failed; what it said is in " + to);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while objdump ran", e);
    } finally {
      Files.delete(bytes);
    }
  }
}
