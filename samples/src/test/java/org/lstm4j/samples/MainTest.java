package org.lstm4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.lstm4j.samples.cli.Streams;

class MainTest {
  @Test
  void withoutArgumentsHelpIsShown() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertEquals(0, Main.shell(new Streams(stream, stream)).run());
    String help = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(help.contains("Usage: lstm4j <command> [options]"), help);
    assertTrue(help.contains("Examples:"), help);
  }
}
