package org.lstm4j.samples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.samples.failure.InputException;

class OutputFolderTest {
  @TempDir private Path temp;

  @Test
  void folderIsCreatedWithItsParents() {
    Path path = temp.resolve("out").resolve("sine");
    OutputFolder folder = OutputFolder.create(path);
    assertTrue(Files.isDirectory(path));
    assertEquals(path, folder.path());
    assertEquals(List.of(), namesIn(path), "the check of the folder leaves nothing");
  }

  @Test
  void fileIsReplaced() throws IOException {
    OutputFolder folder = OutputFolder.create(temp);
    folder.write("a.txt", file -> Files.writeString(file, "old"));
    folder.write("b.txt", file -> Files.writeString(file, "b"));
    folder.write("a.txt", file -> Files.writeString(file, "new"));
    assertEquals("new", Files.readString(temp.resolve("a.txt")));
    assertEquals(List.of("a.txt", "b.txt"), folder.written());
    assertEquals(List.of("a.txt", "b.txt"), namesIn(temp));
  }

  @Test
  void failingWriterLeavesTheOldFile() throws IOException {
    OutputFolder folder = OutputFolder.create(temp);
    folder.write("a.txt", file -> Files.writeString(file, "old"));
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                folder.write(
                    "a.txt",
                    file -> {
                      Files.writeString(file, "half");
                      throw new IOException("disk full");
                    }));
    assertEquals("disk full", e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            folder.write(
                "b.txt",
                file -> {
                  Files.writeString(file, "half");
                  throw new IllegalStateException("bug");
                }));
    assertEquals("old", Files.readString(temp.resolve("a.txt")));
    assertEquals(List.of("a.txt"), namesIn(temp));
    assertEquals(List.of("a.txt"), folder.written());
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
  void nameIsPlain(String name) {
    OutputFolder folder = OutputFolder.create(temp);
    assertThrows(IllegalArgumentException.class, () -> folder.write(name, Files::createFile));
  }

  private static List<String> namesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
