package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lstm4j.io.FormatException;
import org.lstm4j.random.SeededRandom;

/** Files with some bytes changed, or cut off. */
final class Mutants {
  /** Of all files of a test together. */
  private static final int MUTANTS = Integer.getInteger("mutants", 1000);

  private Mutants() {}

  /** Whatever becomes of a file's bytes, it is read or refused in one sentence. */
  static void areReadOrRefused(Path folder, List<Path> files) throws IOException {
    SeededRandom random = new SeededRandom(41);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < MUTANTS / files.size(); i++) {
        byte[] mutant = whole.clone();
        for (int k = random.nextInt(6); k >= 0; k--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(mutant.length) : mutant.length;
        Path path = folder.resolve("mutant");
        Files.write(path, Arrays.copyOf(mutant, length));
        try {
          Models.read(path);
        } catch (FormatException e) {
          assertTrue(Objects.requireNonNull(e.getMessage()).startsWith(path.toString()));
        }
      }
    }
  }
}
