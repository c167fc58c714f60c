package org.lstm4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend is found in both ways of starting a program: module path and class path. */
class LaunchTest {
  private static final String PROGRAM =
      """
      void main() {
        IO.println(org.lstm4j.backend.Backends.choose().create(1).description());
      }
      """;

  @TempDir private Path folder;

  @Test
  void onTheModulePath() throws Exception {
    String modules = System.getProperty("jdk.module.path");
    assertEquals(
        "scalar\n", JavaProgram.run(folder, PROGRAM, "-p", modules, "--add-modules", "org.lstm4j"));
  }

  @Test
  void onTheClassPath() throws Exception {
    assertEquals(
        "scalar\n", JavaProgram.run(folder, PROGRAM, "-cp", System.getProperty("jdk.module.path")));
  }
}
