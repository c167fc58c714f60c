package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;
import org.lstm4j.random.SeededRandom;

/** Arrays that NumPy wrote: {@code arange(-6, 6)}, or from 0 on, as {@code [2 × 2 × 3]}. */
class NumPyTest {
  private static final Golden GOLDEN = new Golden("/golden/numpy");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f2",
        "f4",
        "f8",
        "f4_big",
        "f4_fortran",
        "i1",
        "i2",
        "i4",
        "i8",
        "u1",
        "u2",
        "u4"
      })
  void readsWhatNumPyWrote(String type) throws IOException {
    Tensor array = NumPy.read(GOLDEN.path(type + ".npy"));
    assertEquals(List.of(2, 2, 3), array.shape());
    float[] expected = new float[12];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = type.startsWith("u") ? i : i - 6;
    }
    assertArrayEquals(expected, array.values());
  }

  @Test
  void readsSeveral() throws IOException {
    for (String name : List.of("several.npz", "compressed.npz")) {
      Map<String, Tensor> arrays = NumPy.readAll(GOLDEN.path(name));
      assertEquals(List.of("x", "single", "empty"), List.copyOf(arrays.keySet()));
      assertEquals(List.of(), Objects.requireNonNull(arrays.get("single")).shape());
      assertEquals(List.of(0, 4), Objects.requireNonNull(arrays.get("empty")).shape());
    }
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    for (List<Integer> shape : List.of(List.<Integer>of(), List.of(5), List.of(2, 3))) {
      float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
      Arrays.fill(values, 0.1f);
      Path path = folder.resolve("a.npy");
      NumPy.write(path, new Tensor(shape, values));
      assertEquals(shape, NumPy.read(path).shape());
      assertArrayEquals(values, NumPy.read(path).values());
      assertEquals(0, (Files.size(path) - 4L * values.length) % 64);
    }
    Path several = folder.resolve("a.npz");
    NumPy.writeAll(several, Map.of("x", new Tensor(List.of(2), new float[] {1, 2})));
    assertArrayEquals(
        new float[] {1, 2}, Objects.requireNonNull(NumPy.readAll(several).get("x")).values());
  }

  @Test
  void writesWhatNumPyWrites() throws IOException {
    Path path = folder.resolve("a.npy");
    NumPy.write(path, NumPy.read(GOLDEN.path("f4.npy")));
    assertArrayEquals(
        Files.readAllBytes(GOLDEN.path("f4.npy")), Files.readAllBytes(path), "byte for byte");
  }

  private void refused(String message, String type) {
    Path path = GOLDEN.path(type + ".npy");
    var e = assertThrows(FormatException.class, () -> NumPy.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  @Test
  void refusesWhatIsNoFloat() {
    refused("the array has the whole number 16777217, which is no float; expected one", "large_i8");
    refused("the array is of type 'c16'; expected numbers of 1 to 8 bytes", "c16");
  }

  @Test
  void refusesWhatIsNoArray() throws IOException {
    Path path = Files.writeString(folder.resolve("a.npy"), "1,2,3", StandardCharsets.UTF_8);
    var e = assertThrows(FormatException.class, () -> NumPy.read(path));
    assertEquals(path + ": this is no array of NumPy's; expected a .npy file", e.getMessage());
  }

  /** Whatever becomes of a file's bytes, it is read or refused in one sentence. */
  @Test
  void noMutantEscapes() throws IOException {
    SeededRandom random = new SeededRandom(47);
    byte[] whole = Files.readAllBytes(GOLDEN.path("f4.npy"));
    for (int i = 0; i < 3000; i++) {
      byte[] mutant = whole.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      Path path = folder.resolve("mutant");
      Files.write(path, Arrays.copyOf(mutant, random.nextInt(mutant.length + 1)));
      try {
        NumPy.read(path);
      } catch (FormatException e) {
        assertEquals(true, Objects.requireNonNull(e.getMessage()).startsWith(path.toString()));
      }
    }
  }
}
