package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that {@link SafeTensors} must refuse, each with its message. */
class SafeTensorsErrorsTest {
  private static final String TYPES =
      "[F64, F32, F16, BF16, I64, U64, I32, U32, I16, U16, I8, U8, BOOL, F8_E4M3, F8_E5M2]";

  @TempDir private Path folder;

  /** Message, header, bytes of data. Shape and offsets are put in by {@link #x}. */
  static List<Arguments> headers() {
    return List.of(
        // No object of tensors.
        Arguments.of("the header is not a JSON object", "[1]", 0),
        Arguments.of("the header is not a JSON object", "null", 0),
        Arguments.of("the JSON is wrong at character 0; expected a value", "not JSON", 0),
        Arguments.of("the JSON is wrong at character 8; expected more", "{\"x\":   ", 0),
        Arguments.of("the JSON is wrong at character 3; expected the end", "{} {}", 0),
        Arguments.of("the JSON is wrong at character 2; expected the end", "{}\0\0\0\0\0\0", 0),
        Arguments.of(
            "the JSON key 'x' stands twice",
            "{" + x("[1]", "0,4") + "," + x("[1]", "4,8") + "}",
            8),
        Arguments.of("the JSON is nested more than 64 deep", "{\"x\":" + "[".repeat(500_000), 0),
        Arguments.of(
            "the JSON is nested more than 64 deep", "{\"x\":{" + "\"x\":{".repeat(500_000), 0),
        // Metadata.
        Arguments.of("__metadata__ is not a JSON object", "{\"__metadata__\":\"x\"}", 0),
        Arguments.of("__metadata__ 'k' is not a string", "{\"__metadata__\":{\"k\":1}}", 0),
        // A tensor's line.
        Arguments.of(
            "tensor 'x' is of type F12; expected one of " + TYPES,
            "{\"x\":{\"dtype\":\"F12\",\"shape\":[2],\"data_offsets\":[0,4]}}",
            4),
        Arguments.of(
            "tensor 'x' is of type null; expected one of " + TYPES,
            "{\"x\":{\"shape\":[1],\"data_offsets\":[0,4]}}",
            4),
        noLine("[]"),
        noLine("{\"dtype\":\"F32\",\"data_offsets\":[0,4]}"),
        noLine("{\"dtype\":\"F32\",\"shape\":[1]}"),
        noLine("{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,4]}"),
        noLine("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}"),
        noLine("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.0,4.0]}"),
        noLine("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\"0\",\"4\"]}"),
        // Shapes.
        one("tensor 'x' has the shape [-1]", "[-1]", "0,4"),
        one("tensor 'x' has the shape [1.5]", "[1.5]", "0,4"),
        one("tensor 'x' has the shape [null]", "[null]", "0,4"),
        one("tensor 'x' has the shape [2147483648, 0]", "[2147483648,0]", "0,0"),
        one("tensor 'x' of shape [65536, 65536] is too large", "[65536,65536]", "0,4"),
        // 2³¹·2³¹·4 wraps to 0 among longs.
        one(
            "tensor 'x' of shape [2147483647, 2147483647, 4] is too large",
            "[2147483647,2147483647,4]",
            "0,4"),
        one("tensor 'x' of shape [2147483584] is too large", "[2147483584]", "0,8589934336"),
        one("the tensors fill 2147483648 bytes; the file has 4", "[536870912]", "0,2147483648"),
        // Offsets.
        one("tensor 'x' of shape [2] lies at bytes 0 to 4; expected 8 bytes", "[2]", "0,4"),
        one("tensor 'x' of shape [] lies at bytes 0 to 0; expected 4 bytes", "[]", "0,0"),
        one("tensor 'x' of shape [1] lies at bytes 4 to 0; expected 4 bytes", "[1]", "4,0"),
        one("tensor 'x' of shape [1] lies at bytes -4 to 0; expected 4 bytes", "[1]", "-4,0"),
        one(
            "tensor 'x' of shape [1] lies at bytes 0 to 9223372036854775807; expected 4 bytes",
            "[1]",
            "0,9223372036854775807"),
        one("tensor 'x' begins at byte 4 of the data; expected 0", "[0]", "4,4"),
        one("the tensors fill 8 bytes; the file has 4", "[2]", "0,8"),
        // Two tensors: a hole, an overlap, both at one place, bytes left over.
        two("tensor 'y' begins at byte 8 of the data; expected 4", "0,4", "8,12", 12),
        two("tensor 'y' begins at byte 2 of the data; expected 4", "0,4", "2,6", 8),
        two("tensor 'y' begins at byte 0 of the data; expected 4", "0,4", "0,4", 8),
        two("tensor 'x' begins at byte 8 of the data; expected 4", "8,12", "0,4", 12),
        two("the tensors fill 8 bytes; the file has 9", "0,4", "4,8", 9),
        Arguments.of("the tensors fill 0 bytes; the file has 4", "{}", 4));
  }

  private static Arguments noLine(String description) {
    return Arguments.of(
        "tensor 'x' has no dtype, shape and two data_offsets", "{\"x\":" + description + "}", 4);
  }

  private static Arguments one(String message, String shape, String offsets) {
    return Arguments.of(message, "{" + x(shape, offsets) + "}", 4);
  }

  private static Arguments two(String message, String x, String y, int data) {
    String second = x("[1]", y).replace("\"x\"", "\"y\"");
    return Arguments.of(message, "{" + x("[1]", x) + "," + second + "}", data);
  }

  private static String x(String shape, String offsets) {
    return "\"x\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%s]}".formatted(shape, offsets);
  }

  @ParameterizedTest
  @MethodSource
  void headers(String message, String header, int data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    refuses(message, json.length, json, data);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void shorterThanALength(int length) throws IOException {
    Path path = folder.resolve("short.safetensors");
    Files.write(path, new byte[length]);
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(path));
    assertEquals(
        path + ": the file has " + length + " bytes; a safetensors file has at least 8",
        e.getMessage());
  }

  /** Negative, too short for an object, beyond the file by one byte or by all that a long holds. */
  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 3, 100_000_001, 1L << 32, Long.MAX_VALUE})
  void headerLengths(long length) throws IOException {
    refuses(
        "the header's length is " + length + " in a file of 10 bytes",
        length,
        "{}".getBytes(StandardCharsets.UTF_8),
        0);
  }

  /** The format's own limit of 100 MB, in a file with holes. */
  @Test
  void aHeaderBeyondTheLimit() throws IOException {
    Path path = folder.resolve("large.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.writeLong(Long.reverseBytes(100_000_001));
      file.setLength(100_000_200);
    }
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(path));
    assertEquals(
        path + ": the header's length is 100000001 in a file of 100000200 bytes", e.getMessage());
  }

  @Test
  void aTextFile() throws IOException {
    Path path = folder.resolve("notes.txt");
    Files.writeString(path, "Dear diary, today");
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(path));
    assertEquals(
        path + ": the header's length is 7019251584754345284 in a file of 17 bytes",
        e.getMessage());
  }

  static List<Arguments> beginnings() {
    return List.of(
        Arguments.of(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
            "a pointer of git-lfs; fetch the file itself, git lfs pull"),
        Arguments.of(
            "PK\3\4\u0014\0\b\b\b\0",
            "a ZIP file, as torch.save and Keras write; StateDict reads what torch.save wrote"),
        Arguments.of("\u0089HDF\r\n\u001a\n\0\0", "an HDF5 file, as Keras writes"),
        Arguments.of(
            "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j",
            "a pickle, as old versions of torch.save wrote"),
        Arguments.of("\u001f\u008b\b\0\0\0\0\0\0\3", "compressed by gzip; unpack it first"),
        Arguments.of("\u0093NUMPY\1\0v\0", "a NumPy file"),
        Arguments.of("{\"layers\":[]}", "a JSON text"),
        Arguments.of("<!DOCTYPE html>", "a web page; the download seems to have failed"));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void otherFiles(String bytes, String what) throws IOException {
    Path path = folder.resolve("model.safetensors");
    Files.write(path, bytes.getBytes(StandardCharsets.ISO_8859_1));
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(path));
    assertEquals(path + ": this is no safetensors file but " + what, e.getMessage());
  }

  @Test
  void bytesThatAreNoUtf8() throws IOException {
    byte[] json = "{\"__metadata__\":{\"k\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
    json[json.length - 4] = (byte) 0xff;
    refuses("the header is not UTF-8", json.length, json, 0);
  }

  @Test
  void everyTruncationOfAGoodFile() throws IOException {
    Path good = folder.resolve("good.safetensors");
    SafeTensors file =
        new SafeTensors(
            Map.of("x", new Tensor(List.of(3), new float[] {1, 2, 3})), Map.of("a", "b"));
    file.write(good);
    byte[] bytes = Files.readAllBytes(good);
    Path cut = folder.resolve("cut.safetensors");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThrows(FormatException.class, () -> SafeTensors.read(cut));
    }
    Files.write(cut, Arrays.copyOf(bytes, bytes.length + 1));
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(cut));
    assertEquals(cut + ": the tensors fill 12 bytes; the file has 13", e.getMessage());
  }

  private void refuses(String message, long length, byte[] json, int data) throws IOException {
    Path path = folder.resolve("wrong.safetensors");
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(path, file.putLong(length).put(json).array());
    var e = assertThrows(FormatException.class, () -> SafeTensors.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }
}
