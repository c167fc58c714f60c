package org.lstm4j.samples.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void figuresAreAlignedRight() {
    List<String> lines =
        Table.besideDocument()
            .row("loss, epoch 10", "2.31", "2.324861")
            .row("loss, epoch 200", "0.1", "0.139785")
            .row("Δ", "", "")
            .lines();
    assertEquals(
        List.of(
            "figure           this run  document",
            "---------------  --------  --------",
            "loss, epoch 10       2.31  2.324861",
            "loss, epoch 200       0.1  0.139785",
            "Δ"),
        lines);
  }

  @Test
  void columnsAreFree() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Table()
        .figures("n")
        .words("layer")
        .row("4352", "LSTM")
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertEquals(
        List.of("   n  layer", "----  -----", "4352  LSTM"),
        bytes.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void rowHasACellForEachColumn() {
    Table table = new Table().words("a").figures("b");
    assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    table.row("x", "1");
    assertThrows(IllegalStateException.class, () -> table.words("late"));
  }
}
