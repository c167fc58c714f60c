package org.lstm4j.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of which parts are read in any order, so that it must be a plain one. */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Checks that a path is a file.
   *
   * @param path where it should be
   * @throws NoSuchFileException if there is nothing
   * @throws FileSystemException if it is a folder, a pipe or a device; the reason says so
   * @throws IOException if it cannot be told
   */
  public static void check(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return;
    }
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    throw new FileSystemException(
        path.toString(),
        null,
        Files.isDirectory(path)
            ? "this is a folder; expected a file"
            : "this is no regular file; expected one, no pipe or device");
  }
}
