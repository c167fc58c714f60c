package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.lstm4j.jmh.engine.Engines;

/** Bad input ends in one sentence. */
class MainTest {

  private static String complaint(String... args) {
    StringWriter printed = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(printed, true)).execute(args);
    assertNotEquals(0, code);
    return printed.toString().strip();
  }

  @Test
  void aFilterThatFitsNothing() {
    assertEquals(
        "lstm4j bench: no row contains Nonsense; --list shows them", complaint("Nonsense"));
  }

  @Test
  void anInstructionSetThatNobodyKnows() {
    assertEquals(
        "lstm4j bench: the instruction set is 'mmx'; expected avx2, the one that engines can be"
            + " limited to",
        complaint("--isa", "mmx", "--list"));
  }

  @Test
  void noForks() {
    assertEquals(
        "lstm4j bench: the number of forks is 0; expected at least 1", complaint("--forks", "0"));
  }

  /** Class paths with and without peers have one right answer each. */
  @Test
  void peersThatAreNotThere() {
    if (Engines.hasPeers()) {
      assertEquals(0, Main.commandLine().execute("--peers", "--list"));
    } else {
      assertEquals(
          "lstm4j bench: --peers, but this class path holds no peers; './lstm4j bench --peers'"
              + " builds with them",
          complaint("--peers", "--list"));
    }
  }

  @Test
  void aHeadlineWithoutPeers() {
    if (Engines.hasPeers()) {
      assertEquals(0, Main.commandLine().execute("--headline", "--list"));
    } else {
      assertEquals(
          "lstm4j bench: --headline, but this class path holds no peers; './lstm4j bench"
              + " --headline' builds with them",
          complaint("--headline", "--list"));
    }
  }

  @Test
  void machineCodeOfSeveralRows() {
    assertEquals(
        "lstm4j bench: --asm with 2 rows; expected one, --list shows them",
        complaint("--quick", "--asm", "*Tile.sixByFour", "StreamingStep"));
  }

  @Test
  void filesThatAreNotThere() {
    assertEquals(
        "lstm4j bench: nothing.json: no such file or folder",
        complaint("compare", "nothing.json", "nothing.json"));
  }
}
