package org.lstm4j.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  private static AtomicFile.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
    Path file = folder.resolve("a");
    Thread.currentThread().interrupt();
    try {
      AtomicFile.write(file, text("whole"));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals("whole", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  /** Of the same file alone, or all of a folder; what is locked is being written. */
  @Test
  void whatDeadWritersLeft() throws IOException {
    Path dead = Files.writeString(folder.resolve(".a.lstm4j-1-2.tmp"), "half");
    Files.writeString(folder.resolve(".b.lstm4j-1-2.tmp"), "half");
    Files.writeString(folder.resolve(".a.tmp"), "another program's");
    AtomicFile.write(folder.resolve("a"), text("whole"));
    assertEquals(List.of(".a.tmp", ".b.lstm4j-1-2.tmp", "a"), names());
    AtomicFile.deleteAbandoned(folder);
    assertEquals(List.of(".a.tmp", "a"), names());
    Files.writeString(dead, "half");
    try (FileChannel writer = FileChannel.open(dead, StandardOpenOption.WRITE)) {
      writer.lock(); // as whoever writes it holds it
      AtomicFile.deleteAbandoned(folder);
      assertTrue(Files.exists(dead));
    }
  }

  @Test
  void manyWritersOfOneFile() throws Exception {
    Path file = folder.resolve("a");
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int n = 0; n < 100; n++) {
        String content = Integer.toString(n).repeat(1000);
        writers.add(
            threads.submit(() -> {
              AtomicFile.write(file, text(content));
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    String content = Files.readString(file);
    assertEquals(content, content.substring(0, content.length() / 1000).repeat(1000));
    assertEquals(List.of("a"), names());
  }

  /** Another process may take a file for abandoned just before it is renamed. */
  @Test
  void aFileThatIsTakenAwayIsWrittenAgain() throws IOException {
    AtomicBoolean taken = new AtomicBoolean();
    AtomicFile.write(
        folder.resolve("a"),
        out -> {
          out.write('x');
          if (taken.compareAndSet(false, true)) {
            Files.delete(folder.resolve(names().getFirst()));
          }
        });
    assertEquals("x", Files.readString(folder.resolve("a")));
    assertEquals(List.of("a"), names());
  }

  @Test
  void refusals() throws IOException {
    Path nowhere = folder.resolve("nowhere").resolve("a");
    assertEquals(
        nowhere.getParent() + ": there is no such folder",
        assertThrows(NoSuchFileException.class, () -> AtomicFile.write(nowhere, text("x")))
            .getMessage());
    Path file = folder.resolve("a");
    AtomicFile.write(file, text("old"));
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("no space left");
                    }));
    assertEquals(file + ": no space left", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void aFileIsOne() throws IOException {
    Path file = folder.resolve("a");
    assertEquals(
        file + ": there is no such file",
        assertThrows(NoSuchFileException.class, () -> RegularFile.check(file)).getMessage());
    assertEquals(
        folder + ": this is a folder; expected a file",
        assertThrows(FileSystemException.class, () -> RegularFile.check(folder)).getMessage());
    RegularFile.check(Files.writeString(file, ""));
  }

  @Test
  void aFolderIsOfOneRun() throws IOException {
    FolderLock lock = FolderLock.take(folder);
    assertEquals(
        "%s: in use by another run, process %d, this one"
            .formatted(folder, ProcessHandle.current().pid()),
        assertThrows(FileSystemException.class, () -> FolderLock.take(folder)).getMessage());
    assertEquals(
        Long.toString(ProcessHandle.current().pid()),
        Files.readString(folder.resolve(".lstm4j.lock")));
    lock.close();
    lock.close();
    assertEquals(List.of(), names());
    Files.writeString(folder.resolve(".lstm4j.lock"), "4711"); // of a run that was killed
    FolderLock.take(folder).close();
    assertEquals(List.of(), names());
  }
}
