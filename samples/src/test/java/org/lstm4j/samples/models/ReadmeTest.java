package org.lstm4j.samples.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.samples.Main;
import org.lstm4j.samples.cli.Streams;

/** What the README says about models of others, with a file that PyTorch wrote. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path MODEL =
      Path.of("../core/src/test/resources/golden/state_dicts/head_every_step.pt");

  @TempDir private Path folder;

  private static String block(String language, String with) throws IOException {
    Matcher blocks =
        Pattern.compile("```(\\w*)\n(.*?)```\n", Pattern.DOTALL).matcher(Files.readString(README));
    while (blocks.find()) {
      if (blocks.group(1).equals(language) && blocks.group(2).contains(with)) {
        return blocks.group(2);
      }
    }
    throw new AssertionError("README.md has no block of " + language + " with " + with);
  }

  @Test
  void threeLinesPredict() throws IOException, InterruptedException {
    Files.copy(MODEL, folder.resolve("model.pt"));
    String lines = block("java", "Models.read");
    assertEquals(4, lines.lines().count(), "three lines, and a brace");
    Path program = folder.resolve("Program.java");
    Files.writeString(
        program,
        """
        import module org.lstm4j.formats;

        void main() throws IOException {
          float[] inputs = {0.1f, 0.2f, 0.3f, -0.4f, 0.5f, 0.6f};
          float[] outputs = new float[4];
        %s
          IO.println(Arrays.toString(outputs));
        }
        """
            .formatted(lines));
    Path printed = folder.resolve("printed.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "org.lstm4j.formats",
                program.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(printed));

    Path csv = Files.writeString(folder.resolve("values.csv"), "0.1,0.2,0.3\n-0.4,0.5,0.6\n");
    String rows = run("predict --model model.pt --csv values.csv", folder.resolve("model.pt"), csv);
    String answers = String.join(",", rows.lines().toList()).replace(",", ", ");
    assertEquals("[" + answers + "]", Files.readString(printed).lines().toList().getLast());
  }

  private static String run(String arguments, Path model, Path csv) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    List<String> words =
        List.of(
            arguments
                .replace("model.pt", model.toString())
                .replace("values.csv", csv.toString())
                .split(" ", -1));
    assertEquals(0, Main.shell(new Streams(stream, nowhere)).run(words.toArray(String[]::new)));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theCommandsRun() throws IOException {
    Path model = Files.copy(MODEL, folder.resolve("model.pt"));
    Path csv = Files.writeString(folder.resolve("values.csv"), "0.1,0.2,0.3\n-0.4,0.5,0.6\n");
    for (String line : block("", "./lstm4j predict").lines().toList()) {
      String arguments = line.replaceFirst(" *#.*", "").replaceFirst("^\\./lstm4j ", "");
      String whole = arguments.replace("model.onnx", folder.resolve("model.onnx").toString());
      assertTrue(!run(whole, model, csv).isEmpty(), line);
    }
  }
}
