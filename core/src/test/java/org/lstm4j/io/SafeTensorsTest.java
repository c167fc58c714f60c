package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("some.safetensors");
  }

  /**
   * Printed by Python safetensors 0.8.0: {@code save({"b": torch.tensor([1.5, -0.0]), "a":
   * torch.tensor([[0.1], [inf]]), "empty": torch.zeros(0, 3), "scalar": torch.tensor(3.0)},
   * metadata={"format": "é𝄞"})}.
   */
  private static byte[] byTheReferenceWriter() {
    String header =
        "{\"__metadata__\":{\"format\":\"é\uD834\uDD1E\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
            + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[16,16]},"
            + "\"scalar\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[16,20]}}       ";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    byte[] data = HexFormat.of().parseHex("cdcccc3d0000807f0000c03f0000008000004040");
    return ByteBuffer.allocate(8 + json.length + data.length)
        .put(HexFormat.of().parseHex("1001000000000000"))
        .put(json)
        .put(data)
        .array();
  }

  private static SafeTensors sameContents() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("scalar", new Tensor(List.of(), new float[] {3}));
    tensors.put("b", new Tensor(List.of(2), new float[] {1.5f, -0f}));
    tensors.put("empty", new Tensor(List.of(0, 3), new float[0]));
    tensors.put("a", new Tensor(List.of(2, 1), new float[] {0.1f, Float.POSITIVE_INFINITY}));
    return new SafeTensors(tensors, Map.of("format", "é\uD834\uDD1E"));
  }

  @Test
  void writesTheBytesOfTheReferenceWriter() throws IOException {
    sameContents().write(path);
    assertArrayEquals(byTheReferenceWriter(), Files.readAllBytes(path));
  }

  @Test
  void readsTheBytesOfTheReferenceWriter() throws IOException {
    Files.write(path, byTheReferenceWriter());
    SafeTensors file = SafeTensors.read(path);
    assertSameBits(sameContents(), file);
    assertEquals(List.of("a", "b", "empty", "scalar"), List.copyOf(file.tensors().keySet()));
  }

  /** Python: SHA-256 over each tensor's name and bytes, in the order of the names. */
  @Test
  void readsAFileOfTheReferenceWriterFromDisk()
      throws IOException, URISyntaxException, NoSuchAlgorithmException {
    SafeTensors file =
        SafeTensors.read(
            Path.of(
                Objects.requireNonNull(getClass().getResource("/golden/half_sum.safetensors"))
                    .toURI()));
    assertEquals(23, file.tensors().size());
    assertEquals(List.of(7, 3, 2), file.tensors().get("input").shape());
    assertEquals("half_sum", file.metadata().get("case"));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    new TreeMap<>(file.tensors())
        .forEach((name, tensor) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          ByteBuffer bytes =
              ByteBuffer.allocate(4 * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(tensor.values());
          digest.update(bytes);
        });
    assertEquals(
        "5aaae12f866e029f19230e687d5f1f08a5650efe1699bfd8ac35a7c855e2a3eb",
        HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Half a step beyond a float's last bit goes to the even one, and what is too large to infinity.
   */
  @Test
  void typesOfTheReferenceWriter() throws IOException {
    // Python: safetensors.torch.save({
    //     "half": torch.tensor([1.5, -65504., 6e-8, float("inf")], dtype=torch.float16),
    //     "brain": torch.tensor([1.0078125, -3e38, 1e-40], dtype=torch.bfloat16),
    //     "double": torch.tensor([1/3, 1e300, -1e-46, 16777217.], dtype=torch.float64),
    //     "count": torch.tensor(7), "flag": torch.tensor([True])})
    Files.write(
        path,
        HexFormat.of()
            .parseHex(
                "28010000000000007b22636f756e74223a7b226474797065223a22493634222c227368617065223a"
                    + "5b5d2c22646174615f6f666673657473223a5b302c385d7d2c22646f75626c65223a7b2264747970"
                    + "65223a22463634222c227368617065223a5b345d2c22646174615f6f666673657473223a5b382c34"
                    + "305d7d2c22627261696e223a7b226474797065223a2242463136222c227368617065223a5b335d2c"
                    + "22646174615f6f666673657473223a5b34302c34365d7d2c2268616c66223a7b226474797065223a"
                    + "22463136222c227368617065223a5b345d2c22646174615f6f666673657473223a5b34362c35345d"
                    + "7d2c22666c6167223a7b226474797065223a22424f4f4c222c227368617065223a5b315d2c226461"
                    + "74615f6f666673657473223a5b35342c35355d7d7d2020200700000000000000555555555555d53f"
                    + "9c7500883ce4377e61552c24ce4462b60000001000007041813f62ff0100003efffb0100007c01"));
    SafeTensors file = SafeTensors.read(path);
    assertEquals(Map.of("count", "I64", "flag", "BOOL"), file.others());
    Map<String, int[]> expected = // tensor.float().numpy().view(numpy.uint32)
        Map.of(
            "half", new int[] {0x3fc00000, 0xc77fe000, 0x33800000, 0x7f800000},
            "brain", new int[] {0x3f810000, 0xff620000, 0x10000},
            "double", new int[] {0x3eaaaaab, 0x7f800000, 0x80000000, 0x4b800000});
    assertEquals(expected.keySet(), file.tensors().keySet());
    expected.forEach((name, bits) -> {
      float[] values = Objects.requireNonNull(file.tensors().get(name)).values();
      assertArrayEquals(
          bits,
          IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray(),
          name);
    });
  }

  @Test
  void keepsEveryBit() throws IOException {
    int[] bits = {
      0x7fc00000,
      0x7fc00001,
      0xffedcba9,
      0x7fffffff, // NaNs with payloads
      0x80000000,
      0,
      1,
      0x807fffff,
      0x00800000, // zeros, subnormals, the least normal
      0x7f800000,
      0xff800000,
      0x7f7fffff,
      0x3f800001
    };
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    SafeTensors file =
        new SafeTensors(Map.of("x", new Tensor(List.of(bits.length), values)), Map.of());
    file.write(path);
    assertSameBits(file, SafeTensors.read(path));
    ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int start = data.capacity() - 4 * bits.length;
    for (int i = 0; i < bits.length; i++) {
      assertEquals(bits[i], data.getInt(start + 4 * i), "value " + i);
    }
  }

  @Test
  void nothingAtAll() throws IOException {
    new SafeTensors(Map.of(), Map.of()).write(path);
    assertArrayEquals("\10\0\0\0\0\0\0\0{}      ".getBytes(StandardCharsets.US_ASCII), bytes());
    SafeTensors file = SafeTensors.read(path);
    assertEquals(Map.of(), file.tensors());
    assertEquals(Map.of(), file.metadata());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void dataBeginAtAMultipleOfEight(int length) throws IOException {
    Tensor one = new Tensor(List.of(1), new float[] {7});
    new SafeTensors(Map.of("n".repeat(length), one), Map.of()).write(path);
    ByteBuffer buffer = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    long header = buffer.getLong(0);
    assertEquals(0, header % 8);
    assertEquals(8 + header + 4, buffer.capacity());
    String json = new String(bytes(), 8, (int) header, StandardCharsets.UTF_8);
    assertTrue(json.length() - json.stripTrailing().length() < 8);
    assertTrue(json.startsWith("{") && json.stripTrailing().endsWith("}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "plain",
        "\"quoted\" \\ back / slash",
        "tab\t line\n return\r bell\7 zero\0",
        "é ß 漢 \uD834\uDD1E",
        "\u007f\u0080\u2028\ufeff\uffff",
        "{\"json\":[1]}",
        "half \uD834 pairs \uDD1E",
        "\uDD1E\uD834"
      })
  void textKeepsEveryCharacter(String text) throws IOException {
    Map<String, Tensor> tensors = Map.of(text, new Tensor(List.of(1), new float[] {1}));
    new SafeTensors(tensors, Map.of(text, text)).write(path);
    SafeTensors file = SafeTensors.read(path);
    assertEquals(Map.of(text, text), file.metadata());
    assertEquals(tensors.keySet(), file.tensors().keySet());
  }

  @Test
  void replacesAFile() throws IOException {
    Files.writeString(path, "something longer than what comes ".repeat(100));
    sameContents().write(path);
    assertArrayEquals(byTheReferenceWriter(), bytes());
    assertEquals(List.of("some.safetensors"), filesThere());
  }

  /** Whoever may read the files that a user makes may read this one. */
  @Test
  void permissionsAreThoseOfAnyNewFile() throws IOException {
    sameContents().write(path);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Path ordinary = Files.createFile(folder.resolve("ordinary"));
      assertEquals(Files.getPosixFilePermissions(ordinary), Files.getPosixFilePermissions(path));
    }
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    Files.createDirectory(path);
    Files.writeString(path.resolve("in the way"), "x");
    assertThrows(FileSystemException.class, () -> sameContents().write(path));
    assertEquals(List.of("some.safetensors"), filesThere());
    assertTrue(Files.isDirectory(path));
  }

  @Test
  void noFolderToWriteTo() throws IOException {
    Path missing = folder.resolve("missing");
    SafeTensors file = sameContents();
    var e =
        assertThrows(NoSuchFileException.class, () -> file.write(missing.resolve("x.safetensors")));
    assertEquals(missing + ": there is no such folder", e.getMessage());
    assertEquals(List.of(), filesThere());
  }

  @Test
  void noFileToRead() {
    var e = assertThrows(NoSuchFileException.class, () -> SafeTensors.read(path));
    assertEquals(path + ": there is no such file", e.getMessage());
  }

  @Test
  void mapsAreCopies() {
    Map<String, String> metadata = new LinkedHashMap<>(Map.of("a", "b"));
    SafeTensors file = new SafeTensors(Map.of(), metadata);
    metadata.clear();
    assertEquals(Map.of("a", "b"), file.metadata());
    assertThrows(UnsupportedOperationException.class, () -> file.metadata().clear());
    assertThrows(UnsupportedOperationException.class, () -> file.tensors().clear());
  }

  @Test
  void theNameOfTheMetadataIsTaken() {
    Map<String, Tensor> tensors = Map.of("__metadata__", new Tensor(List.of(), new float[1]));
    var e = assertThrows(IllegalArgumentException.class, () -> new SafeTensors(tensors, Map.of()));
    assertEquals("a tensor cannot have the name '__metadata__'", e.getMessage());
  }

  private byte[] bytes() throws IOException {
    return Files.readAllBytes(path);
  }

  private List<String> filesThere() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertSameBits(SafeTensors expected, SafeTensors actual) {
    assertEquals(expected.metadata(), actual.metadata());
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    expected
        .tensors()
        .forEach((name, tensor) -> {
          Tensor other = Objects.requireNonNull(actual.tensors().get(name));
          assertEquals(tensor.shape(), other.shape(), name);
          assertArrayEquals(bits(tensor), bits(other), name);
        });
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.values().length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.values()[i]);
    }
    return bits;
  }
}
