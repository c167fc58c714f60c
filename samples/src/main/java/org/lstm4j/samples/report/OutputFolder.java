package org.lstm4j.samples.report;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.lstm4j.samples.failure.Failure;
import org.lstm4j.samples.failure.InputException;

/**
 * The folder that takes the files of a run. A file appears under its name only when it is complete:
 * it is written beside it first and then renamed.
 */
public final class OutputFolder {
  private final Path folder;
  private final boolean isNew;
  private final List<String> written = new ArrayList<>();

  private OutputFolder(Path folder, boolean isNew) {
    this.folder = folder;
    this.isNew = isNew;
  }

  /**
   * Creates the folder where it is missing and checks that a file can be written there, so that a
   * long run does not fail at its end.
   *
   * @param folder where the files go
   * @return the folder, ready
   * @throws InputException if it is a file, cannot be created, or cannot be written to
   */
  public static OutputFolder create(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InputException(
          "output folder '%s' is a file; expected a folder or a new name".formatted(folder));
    }
    if (folder.toString().isEmpty()) {
      throw new InputException("the name of the output folder is empty; expected a folder");
    }
    boolean isNew = !Files.exists(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("cannot create output folder '%s': %s".formatted(folder, why(e)), e);
    }
    try {
      Files.delete(Files.createTempFile(folder, ".lstm4j", ".tmp"));
    } catch (IOException e) {
      throw new InputException(
          "cannot write to output folder '%s': %s".formatted(folder, why(e)), e);
    }
    return new OutputFolder(folder, isNew);
  }

  /**
   * Writes one file, replacing what has its name. If the writer fails, the old file stays and
   * nothing of the new one does.
   *
   * @param name the file's name, without a path
   * @param writer creates the file at the path that it is given
   * @throws IOException if writing or renaming fails
   */
  public void write(String name, ThrowingConsumer<Path> writer) throws IOException {
    if (!Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith(".")) {
      throw new IllegalArgumentException("'" + name + "' is not a plain file name");
    }
    Path unfinished = folder.resolve(".%s.%d.tmp".formatted(name, ProcessHandle.current().pid()));
    try {
      writer.accept(unfinished);
      rename(unfinished, folder.resolve(name));
    } finally {
      Files.deleteIfExists(unfinished);
    }
    if (!written.contains(name)) {
      written.add(name);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Takes the folder away again after a run that failed, if the run made it and wrote nothing.
   *
   * @throws IOException if deleting fails
   */
  public void deleteIfNewAndEmpty() throws IOException {
    if (isNew && written.isEmpty()) {
      Files.deleteIfExists(folder);
    }
  }

  /**
   * Tells where the files go.
   *
   * @return the folder as the user named it
   */
  public Path path() {
    return folder;
  }

  /**
   * Lists the files of this run.
   *
   * @return their names in the order of writing
   */
  public List<String> written() {
    return List.copyOf(written);
  }

  private static String why(IOException e) {
    return e instanceof FileSystemException f ? Failure.reason(f) : e.getMessage();
  }
}
