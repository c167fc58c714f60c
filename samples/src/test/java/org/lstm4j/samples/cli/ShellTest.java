package org.lstm4j.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.samples.failure.InputException;
import picocli.CommandLine.Command;

class ShellTest {
  @Command(name = "lstm4j", description = "tests", commandListHeading = "%nExperiments:%n")
  private static final class Root {}

  @TempDir private Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"", "help", "-h", "--help"})
  void helpListsTheExperiments(String argument) {
    int exit = argument.isEmpty() ? run() : run(argument);
    assertEquals(0, exit);
    assertTrue(text(out).contains("Experiments:"), text(out));
    assertTrue(text(out).contains("demo  counts down"), text(out));
    assertEquals("", text(err));
  }

  @Test
  void helpOfAnExperimentShowsItsOptions() {
    assertEquals(0, run("demo", "--help"));
    String help = text(out);
    for (String option : List.of("--backend", "--epochs=N", "--csv=FILE", "--quiet")) {
      assertTrue(help.contains(option), help);
    }
    out.reset();
    assertEquals(0, run("help", "demo"));
    assertEquals(help, text(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demp              | lstm4j: unknown command 'demp' (did you mean 'demo'?); see",
        "edmo              | lstm4j: unknown command 'edmo' (did you mean 'demo'?); see",
        "zebra             | lstm4j: unknown command 'zebra'; see",
        "help zebra        | lstm4j: unknown command 'zebra'; see",
        "--seed 3 demo     | lstm4j: unknown option '--seed'; options stand after the command;"
            + " see",
      })
  void unknownExperiment(String line, String message) {
    assertEquals(2, run(line.split(" ", -1)));
    assertEquals(message + " `lstm4j --help`\n", text(err));
    assertEquals("", text(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epoch 3          | unknown option '--epoch' (did you mean '--epochs'?)",
        "--frobnicate       | unknown option '--frobnicate'",
        "extra              | unexpected argument 'extra'",
        "--epochs 0         | --epochs: '0' is not a whole number from 1 to 2147483647",
        "--epochs -5        | --epochs: '-5' is not a whole number from 1 to 2147483647",
        "--hidden x         | --hidden: 'x' is not a whole number from 1 to 2147483647",
        "--threads 1.5      | --threads: '1.5' is not a whole number from 1 to 2147483647",
        "--look-back 3e9    | --look-back: '3e9' is not a whole number from 1 to 2147483647",
        "--seed one         | --seed: 'one' is not a whole number of 64 bits",
        "--learning-rate 0  | --learning-rate: '0' is not a finite number above 0",
        "--learning-rate NaN| --learning-rate: 'NaN' is not a finite number above 0",
        "--learning-rate 1e999 | --learning-rate: '1e999' is not a finite number above 0",
        "--learning-rate a  | --learning-rate: 'a' is not a finite number above 0",
        "--backend gpu      | --backend: 'gpu' is not one of auto, scalar, simd",
        "--scale-on half    | --scale-on: 'half' is not one of train, all",
        "--order up         | --order: 'up' is not one of date, file",
        "--from 2020-13-01  | --from: '2020-13-01' is not a date such as 2020-12-31",
      })
  void badArgument(String arguments, String message) {
    assertEquals(2, run(("demo " + arguments).split(" ", -1)));
    assertEquals("lstm4j demo: " + message + "; see `lstm4j demo --help`\n", text(err));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--from 2020-01-01 | --from needs --csv FILE; without a file the prices are generated",
        "--order file      | --order needs --csv FILE; without a file the prices are generated",
        "--csv none.csv    | price file 'none.csv' does not exist",
        "--csv none.csv --from 2020-02-01 --to 2020-01-01 | --from 2020-02-01 is after --to"
            + " 2020-01-01",
      })
  void badInput(String arguments, String message) {
    Path folder = temp.resolve("report");
    assertEquals(2, run(("demo --out " + folder + " " + arguments).split(" ", -1)));
    assertEquals("lstm4j demo: " + message + "\n", text(err));
    assertFalse(Files.exists(folder), "nothing is created for bad input");
  }

  @Test
  void outputFolderThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("taken"), "");
    assertEquals(2, run("demo", "--out", file.toString()));
    assertEquals(
        "lstm4j demo: output folder '%s' is a file; expected a folder or a new name\n"
            .formatted(file),
        text(err));
  }

  @Test
  void runWritesItsReport() throws IOException {
    Path csv = Files.writeString(temp.resolve("p.csv"), "Date,Close\n2020-01-03,1.5\n");
    Path folder = temp.resolve("report");
    String options =
        "--backend SIMD --threads 2 --seed -7 --epochs 3 --hidden 8 --learning-rate 1e-3"
            + " --look-back 5 --scale-on all --quiet --csv "
            + csv
            + " --out "
            + folder;
    assertEquals(0, run(("demo " + options).split(" ", -1)), text(err));
    assertEquals(
        """
        p.csv, column 'Close': 1 rows, 2020-01-03 to 2020-01-03
        figure  this run  document
        ------  --------  --------
        epochs         3         2
        wrote %s: metrics.json, history.csv, loss.png, loss.svg
        """
            .formatted(folder),
        text(out));
    assertEquals("lstm4j demo: warning: this is a demo\n", text(err));
    assertEquals(
        """
        {
          "backend" : "simd",
          "threads" : 2,
          "seed" : -7,
          "hidden" : 8,
          "learningRate" : 0.001,
          "lookBack" : 5,
          "scaleOn" : "ALL"
        }
        """,
        Files.readString(folder.resolve("metrics.json")));
  }

  @Test
  void defaultsAreTheExperiments() throws IOException {
    assertEquals(0, run("demo", "--out", temp.toString()));
    assertTrue(text(out).startsWith("demo: 1 of 2 (50 %)"), text(out));
    assertEquals(
        """
        {
          "backend" : "auto",
          "threads" : 1,
          "seed" : 1,
          "hidden" : 32,
          "learningRate" : 0.5,
          "lookBack" : 4,
          "scaleOn" : "TRAIN"
        }
        """,
        Files.readString(temp.resolve("metrics.json")));
  }

  @Test
  void reportGoesToOutByDefault() {
    assertEquals(Path.of("out", "demo"), new CommonOptions().out("demo"));
  }

  @Test
  void failuresAreOneSentence() {
    assertEquals(1, runFailing(new ArithmeticException("loss is NaN at epoch 3, batch 1")));
    assertEquals("loss is NaN at epoch 3, batch 1", lastLine());
    assertEquals(1, runFailing(new OutOfMemoryError("heap")));
    assertEquals(
        "out of memory (heap); give Java more, for example LSTM4J_OPTS=-Xmx8g", lastLine());
    assertEquals(1, runFailing(new IOException("disk full")));
    assertEquals("input or output failed: disk full", lastLine());
    assertEquals(2, runFailing(new InputException("40 rows are too few for 50 lags")));
    assertEquals("40 rows are too few for 50 lags", lastLine());
    assertFalse(text(err).contains("\tat "), text(err));
  }

  @Test
  void stackTraceAppearsOnRequest() {
    System.setProperty("lstm4j.debug", "true");
    try {
      assertEquals(1, runFailing(new ArithmeticException("loss is NaN")));
    } finally {
      System.clearProperty("lstm4j.debug");
    }
    assertTrue(text(err).contains("ShellTest.stackTraceAppearsOnRequest"), text(err));
  }

  private int run(String... args) {
    return run(new DemoCommand(), args);
  }

  private int runFailing(Throwable failure) {
    err.reset();
    return run(new DemoCommand(failure), "demo", "--quiet", "--out", temp.toString());
  }

  private int run(DemoCommand demo, String... args) {
    Streams streams =
        new Streams(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Shell(new Root(), List.of(demo), streams).run(args);
  }

  private String lastLine() {
    String last = text(err).lines().reduce("", (_, line) -> line);
    assertTrue(last.startsWith("lstm4j demo: "), last);
    return last.substring("lstm4j demo: ".length());
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
