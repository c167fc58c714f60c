package org.lstm4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the README compiles, runs, and prints what the README says, to the last digit. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void programPrintsWhatTheReadmeSays(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("Forecast.java");
    Path output = folder.resolve("output.txt");
    Files.writeString(program, block("java"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "org.lstm4j",
                program.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exitCode = process.waitFor();
    String printed = Files.readString(output, StandardCharsets.UTF_8).replace("\r\n", "\n");
    assertEquals(0, exitCode, printed);
    assertEquals(block("text"), printed);
  }

  @Test
  void programHasAboutTwentyLines() throws IOException {
    long lines = block("java").lines().filter(line -> !line.isBlank()).count();
    assertTrue(lines <= 20, lines + " lines");
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertTrue(block.find(), "no block of " + language + " in " + README);
    return block.group(1);
  }
}
