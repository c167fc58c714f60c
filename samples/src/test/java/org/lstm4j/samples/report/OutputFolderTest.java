package org.lstm4j.samples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.samples.failure.InputException;

class OutputFolderTest {
  @TempDir private Path temp;

  @Test
  void folderIsCreatedWithItsParents() throws IOException {
    Path path = temp.resolve("out").resolve("sine");
    try (OutputFolder folder = OutputFolder.create(path)) {
      assertTrue(Files.isDirectory(path));
      assertEquals(path, folder.path());
      assertEquals(List.of(".lstm4j.lock"), namesIn(path));
    }
    assertFalse(Files.exists(path), "nothing was written");
  }

  @Test
  void fileIsReplaced() throws IOException {
    try (OutputFolder folder = OutputFolder.create(temp)) {
      folder.write("a.txt", text("old"));
      folder.write("b.txt", text("b"));
      folder.write("a.txt", text("new"));
      assertEquals("new", Files.readString(temp.resolve("a.txt")));
      assertEquals(List.of("a.txt", "b.txt"), folder.written());
      assertEquals(List.of(".lstm4j.lock", "a.txt", "b.txt"), namesIn(temp));
    }
  }

  @Test
  void failingWriterLeavesTheOldFile() throws IOException {
    try (OutputFolder folder = OutputFolder.create(temp)) {
      folder.write("a.txt", text("old"));
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  folder.write(
                      "a.txt",
                      file -> {
                        text("half").writeTo(file);
                        throw new IOException("disk full");
                      }));
      assertEquals(temp.resolve("a.txt") + ": disk full", e.getMessage());
      assertThrows(
          IllegalStateException.class,
          () ->
              folder.write(
                  "b.txt",
                  file -> {
                    text("half").writeTo(file);
                    throw new IllegalStateException("bug");
                  }));
      assertEquals("old", Files.readString(temp.resolve("a.txt")));
      assertEquals(List.of(".lstm4j.lock", "a.txt"), namesIn(temp));
      assertEquals(List.of("a.txt"), folder.written());
    }
  }

  @Test
  void fileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("taken"), "");
    InputException e = assertThrows(InputException.class, () -> OutputFolder.create(file));
    assertEquals(
        "output folder '%s' is a file; expected a folder or a new name".formatted(file),
        e.getMessage());
  }

  @Test
  void folderBelowAFileCannotBeCreated() throws IOException {
    Path below = Files.writeString(temp.resolve("taken"), "").resolve("out");
    InputException e = assertThrows(InputException.class, () -> OutputFolder.create(below));
    assertTrue(
        e.getMessage().startsWith("cannot create output folder '%s': ".formatted(below)),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.txt", "sub/a.txt", "/a.txt", ".hidden"})
  void nameIsPlain(String name) throws IOException {
    try (OutputFolder folder = OutputFolder.create(temp)) {
      assertThrows(IllegalArgumentException.class, () -> folder.write(name, text("x")));
    }
  }

  private static AtomicFile.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oneRunAtATime() throws IOException {
    try (OutputFolder folder = OutputFolder.create(temp)) {
      assertEquals(
          "cannot write to output folder '%s': %s: in use by another run, process %d, this one"
              .formatted(folder.path(), temp, ProcessHandle.current().pid()),
          assertThrows(InputException.class, () -> OutputFolder.create(temp)).getMessage());
    }
    OutputFolder.create(temp).close();
  }

  /** A set replaces the one before, with the pictures that went with it, and nothing else. */
  @Test
  void aSetIsOneThing() throws IOException {
    try (OutputFolder folder = OutputFolder.create(temp)) {
      folder.writeSet(Map.of("model", text("old"), "metrics", text("old")), List.of());
      folder.write("loss.png", text("old"));
      folder.write("mine.txt", text("mine"));
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  folder.writeSet(
                      Map.of(
                          "model",
                          text("new"),
                          "metrics",
                          out -> {
                            throw new IOException("disk full");
                          }),
                      List.of("loss.png")));
      assertTrue(String.valueOf(e.getMessage()).endsWith("metrics: disk full"), e.getMessage());
      assertEquals(
          List.of(".lstm4j.lock", "loss.png", "metrics", "mine.txt", "model"), namesIn(temp));
      assertEquals("old", Files.readString(temp.resolve("model")));
      folder.writeSet(Map.of("model", text("new"), "metrics", text("new")), List.of("loss.png"));
    }
    assertEquals(List.of("metrics", "mine.txt", "model"), namesIn(temp));
    assertEquals("new", Files.readString(temp.resolve("model")));
  }

  /** What a killed run left is completed if it was decided on, and taken away if it was not. */
  @Test
  void theNextRunCompletesASet() throws IOException {
    Files.writeString(temp.resolve("model"), "old");
    Files.writeString(temp.resolve("metrics"), "old");
    Files.writeString(temp.resolve("loss.png"), "old");
    Path gathered = Files.createDirectory(temp.resolve(".lstm4j-gathered"));
    Files.writeString(gathered.resolve("model"), "half");
    Files.writeString(temp.resolve(".model.lstm4j-dead-x.tmp"), "half");
    OutputFolder.create(temp).close();
    assertEquals(List.of("loss.png", "metrics", "model"), namesIn(temp));
    Path decided = Files.createDirectory(temp.resolve(".lstm4j-decided"));
    Files.writeString(decided.resolve("model"), "new");
    Files.writeString(decided.resolve("metrics"), "new");
    Files.writeString(decided.resolve(".outdated"), "loss.png");
    OutputFolder.create(temp).close();
    assertEquals(List.of("metrics", "model"), namesIn(temp));
    assertEquals("new", Files.readString(temp.resolve("metrics")));
    Files.createDirectory(decided); // this one had been moving already
    Files.writeString(decided.resolve("metrics"), "newer");
    OutputFolder.create(temp).close();
    assertEquals(List.of("metrics", "model"), namesIn(temp));
    assertEquals("newer", Files.readString(temp.resolve("metrics")));
  }

  private static List<String> namesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
