package org.lstm4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program of one source file in a JVM of its own. */
public final class JavaProgram {
  private JavaProgram() {}

  /** Returns what the program printed, with line ends as on Unix; fails if it fails. */
  public static String run(Path folder, String source, String... jvmArguments) throws Exception {
    Path program = folder.resolve("Program.java");
    Path output = folder.resolve("output.txt");
    Files.writeString(program, source);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmArguments));
    command.add(program.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exitCode = process.waitFor();
    String printed = Files.readString(output).replace("\r\n", "\n");
    assertEquals(0, exitCode, printed);
    return printed;
  }
}
