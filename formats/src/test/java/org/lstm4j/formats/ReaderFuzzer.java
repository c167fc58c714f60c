package org.lstm4j.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lstm4j.io.FormatException;

/**
 * What a fuzzer drives (Jazzer, by {@code .ci/fuzz}): whatever the bytes of a file, all readers
 * read it or refuse it with a sentence. Anything else that comes out is a finding, and so is a file
 * that takes long or much memory.
 */
public final class ReaderFuzzer {
  private static final Path FILE = file();

  private ReaderFuzzer() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzzed", ".model");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Gives a file to the readers.
   *
   * @param bytes the file
   * @throws IOException which is a finding unless it is a {@link FormatException}
   */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    refusedOrRead(() -> Models.read(FILE));
    refusedOrRead(() -> Models.readStateDict(FILE).shapes());
    refusedOrRead(() -> NumPy.read(FILE));
    refusedOrRead(() -> NumPy.readAll(FILE));
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void refusedOrRead(Reading reading) throws IOException {
    try {
      reading.read();
    } catch (FormatException e) {
      if (e.getMessage() == null || !e.getMessage().startsWith(FILE.toString())) {
        throw new AssertionError("the message does not name the file: " + e.getMessage(), e);
      }
    }
  }
}
