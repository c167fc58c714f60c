package org.lstm4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.io.ModelFile;
import org.lstm4j.random.SeededRandom;

/**
 * Real processes that are killed at any moment and resumed: the weights are those of a run that
 * nobody killed, a report is of one run, and nothing is left lying about. The property {@code
 * kills} says how many for each experiment.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 6);
  private static final long SEED = Long.getLong("kills.seed", 1);
  private static final Pattern HASH = Pattern.compile("\"weightsSha256\" : \"(\\w+)\"");

  @TempDir private Path folder;

  /** Short runs of each experiment, and what each leaves besides the three files of all. */
  static List<List<String>> experiments() {
    return List.of(
        List.of("sine", "--epochs=40", "--hidden=8"),
        List.of("stock", "--epochs=40", "--hidden=16"),
        List.of("etf", "--epochs=100"),
        List.of("chars", "--epochs=30", "--hidden=10"),
        List.of("trend", "--epochs=60", "--hidden=4"));
  }

  private static Process start(Path out, List<String> command, String... more) throws IOException {
    return new ProcessBuilder(java(out, command, more)).redirectErrorStream(true).start();
  }

  private static List<String> java(Path out, List<String> command, String... more) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("jdk.module.path") + File.pathSeparator + "target/classes",
            "org.lstm4j.samples.Main"));
    java.addAll(command);
    java.addAll(List.of("--backend=scalar", "--out=" + out));
    java.addAll(List.of(more));
    return java;
  }

  /** Lets a process end, and returns what it printed. */
  private static String end(Process process, int expectedCode) throws Exception {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expectedCode, process.waitFor(), printed);
    return printed;
  }

  private static String hash(Path report) throws IOException {
    Matcher hash = HASH.matcher(Files.readString(report.resolve("metrics.json")));
    assertTrue(hash.find());
    return hash.group(1);
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void atAnyMoment(List<String> experiment) throws Exception {
    Map<String, String> unbroken = new HashMap<>();
    Path whole = folder.resolve("whole");
    long began = System.nanoTime();
    for (String seed : List.of("--seed=1", "--seed=2")) {
      end(start(whole, experiment, seed), 0);
      unbroken.put(seed, hash(whole));
    }
    int millis = (int) ((System.nanoTime() - began) / 2_000_000);
    List<String> files = list(whole);
    SeededRandom random = new SeededRandom(SEED, experiment.getFirst().hashCode());
    Path report = folder.resolve("killed"); // always the same: an old report is overwritten
    int kills = 0;
    for (int run = 0; kills < KILLS; run++) {
      String seed = "--seed=" + (1 + run % 2);
      String every = List.of("--checkpoint-every=1steps", "--checkpoint-every=7").get(run / 2 % 2);
      Process process = start(report, experiment, seed, every, "--resume");
      while (!process.waitFor(1 + random.nextInt(millis), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor();
        kills++;
        checkNotMixed(report, unbroken);
        process = start(report, experiment, seed, every, "--resume");
        if (random.nextInt(2) == 0) {
          break; // not for ever
        }
      }
      String printed = end(process, 0);
      assertEquals(unbroken.get(seed), hash(report), printed);
      assertEquals(files, list(report), printed);
      checkNotMixed(report, unbroken);
    }
    IO.println("%s: %d kills".formatted(experiment.getFirst(), kills));
  }

  /** Figures and model, where both are there, are of one run, and of an unbroken one's. */
  private static void checkNotMixed(Path report, Map<String, String> unbroken) throws IOException {
    Path model = report.resolve("model.safetensors");
    if (Files.exists(report.resolve("metrics.json"))) {
      assertTrue(unbroken.containsValue(hash(report)));
      if (Files.exists(model)) {
        assertEquals(hash(report), ModelFile.load(model).parameters().sha256());
      }
    }
  }

  /** No file may grow beyond 100 KB: the old report stays whole, and nothing lies beside it. */
  @Test
  void aFullDisk() throws Exception {
    List<String> stock = List.of("stock", "--epochs=5", "--hidden=128");
    Path report = folder.resolve("report");
    end(start(report, stock), 0);
    List<String> files = list(report);
    String hash = hash(report);
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 200; exec \"$@\"", "sh"));
    command.addAll(java(report, stock, "--seed=2", "--checkpoint-every=2"));
    String printed = end(new ProcessBuilder(command).redirectErrorStream(true).start(), 1);
    assertTrue(printed.contains("lstm4j stock: the checkpoint of step "), printed);
    assertTrue(printed.contains(": File too large"), printed);
    assertTrue(printed.contains("model.safetensors: File too large"), printed);
    assertEquals(files, list(report), printed);
    assertEquals(hash, hash(report));
    end(start(report, stock, "--seed=2", "--checkpoint-every=2", "--resume"), 0);
    assertEquals(files, list(report));
  }

  /** A signal ends a run after the step at hand; the exit code is what shells expect. */
  @ParameterizedTest
  @MethodSource("experiments")
  void signals(List<String> experiment) throws Exception {
    Path report = folder.resolve("report");
    List<String> longer = new ArrayList<>(experiment);
    longer.removeIf(option -> option.startsWith("--epochs"));
    longer.add("--epochs=1000000");
    for (String signal : List.of("INT", "TERM")) {
      Process process = start(report, longer, "--resume", "--checkpoint-every=9999999epochs");
      StringBuilder printed = new StringBuilder();
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          printed.append(line).append('\n');
          if (line.startsWith("total ")) { // the last line before training
            signal(process, signal);
          }
        }
      }
      assertEquals(signal.equals("INT") ? 130 : 143, process.waitFor(), printed.toString());
    }
    assertFalse(Files.exists(report.resolve("metrics.json")));
  }

  /** The step at hand takes seconds; whoever does not want to wait for it says so twice. */
  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    Process process =
        start(folder.resolve("report"), List.of("chars", "--hidden=800", "--epochs=10"));
    StringBuilder printed = new StringBuilder();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        printed.append(line).append('\n');
        if (line.startsWith("epoch: 1 of 10")) {
          process.toHandle().destroy(); // SIGTERM
          signal(process, "INT");
        }
      }
    }
    int exitCode = process.waitFor();
    assertEquals(130, exitCode, printed.toString());
    assertFalse(printed.toString().contains("interrupted after"), printed.toString());
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** SIGTERM in the middle: how far it came is said, and the rest gives the same weights. */
  @Test
  void anInterruptedRunGoesOn() throws Exception {
    List<String> sine = List.of("sine", "--epochs=2000", "--hidden=8");
    Path whole = folder.resolve("whole");
    end(start(whole, sine), 0);
    Path report = folder.resolve("report");
    Process process = start(report, sine);
    StringBuilder printed = new StringBuilder();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        printed.append(line).append('\n');
        if (line.startsWith("epoch: 200 of 2000")) {
          process.toHandle().destroy(); // SIGTERM, and its streams stay open
        }
      }
    }
    assertEquals(143, process.waitFor(), printed.toString());
    Matcher said =
        Pattern.compile(
                "lstm4j sine: interrupted after (\\d+) of 2000 epochs, loss [\\d.]+; the same"
                    + " command with --resume goes on")
            .matcher(printed);
    assertTrue(said.find(), printed.toString());
    assertEquals(List.of("checkpoint"), list(report));
    String refused = end(start(report, sine), 2);
    assertTrue(
        refused.contains(
            "'%s' holds a checkpoint of a run that did not end; add --resume to go on from it, or"
                    .formatted(report.resolve("checkpoint"))
                + " delete that folder"),
        refused);
    String resumed = end(start(report, sine, "--resume"), 0);
    assertTrue(resumed.contains("resumed after %s epochs".formatted(said.group(1))), resumed);
    assertEquals(hash(whole), hash(report));
    assertEquals(list(whole), list(report));
  }
}
