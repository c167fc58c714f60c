package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that a fuzzer found faults with: each is read, or refused with a sentence. */
class FuzzedFilesTest {
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzzed"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereAreSome() throws IOException {
    assertFalse(files().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("files")
  void areReadOrRefused(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertDoesNotThrow(() -> ReaderFuzzer.fuzzerTestOneInput(bytes));
  }
}
