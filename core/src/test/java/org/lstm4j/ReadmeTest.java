package org.lstm4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    String modules = System.getProperty("jdk.module.path");
    String printed =
        JavaProgram.run(folder, block("java"), "-p", modules, "--add-modules", "org.lstm4j");
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
