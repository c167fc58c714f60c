package org.lstm4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.io.ModelFile;
import org.lstm4j.samples.cli.Streams;

/** The five experiments through the command line: short runs, their reports, their errors. */
class ExperimentsTest {
  private static final List<String> METRICS =
      List.of(
          "experiment",
          "backend",
          "seed",
          "epochs",
          "parameters",
          "finalTrainLoss",
          "finalValidationLoss",
          "naiveLoss",
          "trainSeconds",
          "samplesPerSecond",
          "weightsSha256");

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int lstm4j(String... args) {
    return Main.shell(new Streams(stream(out), stream(err))).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaint() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private Path run(String experiment, String name, String... more) {
    Path report = folder.resolve(name);
    List<String> args = new ArrayList<>(List.of(experiment, "--quiet", "--out", report.toString()));
    args.addAll(List.of(more));
    int exitCode = lstm4j(args.toArray(String[]::new));
    assertEquals(0, exitCode, complaint());
    return report;
  }

  private static String metric(Path report, String name) throws IOException {
    String json = Files.readString(report.resolve("metrics.json"));
    Matcher matcher = Pattern.compile("\"" + name + "\" : \"?([^\",\n]*)").matcher(json);
    assertTrue(matcher.find(), name + " is not in " + json);
    return matcher.group(1);
  }

  @ParameterizedTest
  @CsvSource({
    "sine,4385,loss prediction",
    "stock,264449,loss forecast",
    "etf,12,loss forecast",
    "chars,6632,loss",
    "trend,1169,loss fit fit-zoom levels extrapolation"
  })
  void shortRunWritesItsReport(String experiment, String parameters, String plots)
      throws IOException {
    Path report = run(experiment, experiment, "--epochs", "3");
    assertEquals(experiment, metric(report, "experiment"));
    assertEquals(parameters, metric(report, "parameters"));
    assertEquals("3", metric(report, "epochs"));
    for (String name : METRICS) {
      metric(report, name);
    }
    for (String plot : plots.split(" ", -1)) {
      assertTrue(Files.size(report.resolve(plot + ".png")) > 0, plot);
      assertTrue(Files.size(report.resolve(plot + ".svg")) > 0, plot);
    }
    assertEquals(4, Files.readAllLines(report.resolve("history.csv")).size());
    ModelFile model = ModelFile.load(report.resolve("model.safetensors"));
    assertEquals(metric(report, "weightsSha256"), model.parameters().sha256());
    assertTrue(printed().contains("weights sha256 " + model.parameters().sha256()), printed());
    try (Stream<Path> files = Files.list(report)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sine", "stock", "etf", "chars", "trend"})
  void sameCommandGivesSameBitsAndAnotherSeedOthers(String experiment) throws IOException {
    String first = metric(run(experiment, "a", "--epochs", "2"), "weightsSha256");
    String again = metric(run(experiment, "b", "--epochs", "2"), "weightsSha256");
    String threads =
        metric(run(experiment, "c", "--epochs", "2", "--threads", "3"), "weightsSha256");
    String other = metric(run(experiment, "d", "--epochs", "2", "--seed", "2"), "weightsSha256");
    assertEquals(first, again);
    assertEquals(first, threads);
    assertFalse(first.equals(other));
  }

  @Test
  void wholeSineRunEndsWithTheHashOfTheReadme() throws IOException {
    String hash = metric(run("sine", "sine"), "weightsSha256");
    String readme = Files.readString(Path.of("..", "README.md"));
    assertTrue(readme.contains("weights sha256 " + hash), hash);
    assertTrue(Double.parseDouble(metric(folder.resolve("sine"), "finalTrainLoss")) <= 0.15);
  }

  @Test
  void wholeCharsRunLearnsThePassage() throws IOException {
    Path report = run("chars", "chars");
    assertTrue(Double.parseDouble(metric(report, "greedyAccuracy")) >= 0.99);
    assertTrue(Double.parseDouble(metric(report, "sampledAccuracy")) >= 0.95);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock", "etf"})
  void generatedPricesAreCalledGenerated(String experiment) throws IOException {
    Path report = run(experiment, "generated", "--epochs", "1");
    assertTrue(printed().lines().findFirst().orElseThrow().contains("generated"), printed());
    assertTrue(Files.readString(report.resolve("forecast.svg")).contains("GENERATED"));
  }

  @Test
  void pricesOfAFileAreScaledSplitAndWarnedOf() throws IOException {
    Path csv = folder.resolve("prices.csv");
    StringBuilder rows = new StringBuilder("Date,Close\n");
    for (int day = 1; day <= 20; day++) {
      rows.append("2020-01-%02d,%s\n".formatted(day, day < 15 ? 100 + day : 50 + day));
    }
    Files.writeString(csv, rows);
    Path report = run("stock", "file", "--csv", csv.toString(), "--epochs", "1", "--hidden", "8");
    assertTrue(printed().contains("13 training and 5 validation windows of 1"), printed());
    assertFalse(Files.readString(report.resolve("forecast.svg")).contains("GENERATED"));
    assertEquals("", complaint());
    run("etf", "lags", "--csv", csv.toString(), "--epochs", "1", "--look-back", "2");
    assertTrue(printed().contains("18 windows of 2 lags"), printed());
  }

  @Test
  void tooShortDataEndsInOneSentence() throws IOException {
    Path csv = folder.resolve("short.csv");
    Files.writeString(csv, "Date,Close\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n");
    assertEquals(2, lstm4j("stock", "--csv", csv.toString(), "--look-back", "5"));
    assertEquals(
        "lstm4j stock: --look-back 5 needs at least 6 rows of training; there are 2", complaint());
    assertFalse(Files.exists(Path.of("out")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sine", "stock", "etf", "chars", "trend"})
  void bothBackendsGiveTheSameBits(String experiment) throws IOException {
    Path scalar = run(experiment, "scalar", "--epochs", "3", "--backend", "scalar");
    Path simd = run(experiment, "simd", "--epochs", "3", "--backend", "simd");
    assertEquals("scalar", metric(scalar, "backend"));
    assertEquals("simd", metric(simd, "backend"));
    assertEquals(metric(scalar, "weightsSha256"), metric(simd, "weightsSha256"));
    assertEquals(metric(scalar, "finalTrainLoss"), metric(simd, "finalTrainLoss"));
  }

  @Test
  void flatPricesAndTextsOfOneLetterAreDrawn() throws IOException {
    Path csv = folder.resolve("flat.csv");
    Files.writeString(
        csv, "Date,Close\n2020-01-01,5\n2020-01-02,5\n2020-01-03,5\n2020-01-06,5\n2020-01-07,5\n");
    run("stock", "flat", "--csv", csv.toString(), "--epochs", "2", "--hidden", "4");
    Path text = folder.resolve("flat.txt");
    Files.writeString(text, "aaaaaaaa");
    run("chars", "letter", "--text", text.toString(), "--epochs", "2", "--hidden", "4");
  }

  @Test
  void sizesBeyondAllArraysEndInOneSentence() {
    Path report = folder.resolve("huge");
    assertEquals(2, lstm4j("sine", "--hidden", "2000000000", "--out", report.toString()));
    assertEquals(
        "lstm4j sine: the hidden size is 2000000000; expected at most 536870911", complaint());
    assertFalse(Files.exists(report));
  }

  @Test
  void etfHasOneUnit() {
    assertEquals(2, lstm4j("etf", "--hidden", "3", "--out", folder.resolve("no").toString()));
    assertEquals(
        "lstm4j etf: --hidden is 3; this model has no head, so its one output needs 1",
        complaint());
  }

  @Test
  void explodingTrainingIsNamedAndLeavesNoReport() {
    Path report = folder.resolve("exploded");
    assertEquals(
        1, lstm4j("trend", "--quiet", "--learning-rate", "1e6", "--out", report.toString()));
    assertTrue(
        complaint()
            .matches("lstm4j trend: training stopped in epoch \\d+, batch \\d+: the .* is .*"),
        complaint());
    assertFalse(Files.exists(report));
  }

  @Test
  void textOfOnesOwn() throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "abc abc abc abc");
    Path report = run("chars", "own", "--text", text.toString(), "--epochs", "5", "--hidden", "4");
    ModelFile model = ModelFile.load(report.resolve("model.safetensors"));
    assertEquals("abc ", model.preprocessing().vocabulary().orElseThrow().characters());
  }

  /** Prices that no picture shows: the model, its figures and the other picture are there. */
  @Test
  void aPictureThatCannotBeDrawnIsAWarning() throws IOException {
    StringBuilder prices = new StringBuilder("Date,Close\n");
    for (int day = 1; day <= 28; day++) {
      prices.append("2020-01-%02d,%d.5e300\n".formatted(day, day % 3 + 1));
    }
    Path csv = Files.writeString(folder.resolve("huge.csv"), prices);
    Path report = run("stock", "huge", "--csv", csv.toString(), "--epochs", "2", "--hidden", "2");
    assertTrue(
        complaint().contains("lstm4j stock: warning: the picture 'forecast' could not be drawn: "),
        complaint());
    try (Stream<Path> files = Files.list(report)) {
      assertEquals(
          List.of("history.csv", "loss.png", "loss.svg", "metrics.json", "model.safetensors"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(
        metric(report, "weightsSha256"),
        ModelFile.load(report.resolve("model.safetensors")).parameters().sha256());
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "it has a file without end")
  void aTextWithoutEnd() {
    assertEquals(2, lstm4j("chars", "--text", "/dev/zero", "--out", folder + "/none"));
    assertEquals(
        "lstm4j chars: '/dev/zero' has more than 67108864 bytes; expected a text to learn by heart",
        complaint());
    assertFalse(Files.exists(folder.resolve("none")));
  }
}
