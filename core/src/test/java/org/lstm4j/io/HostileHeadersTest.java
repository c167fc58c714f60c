package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers made to be costly: what they cost grows as they do, and messages stay short. */
class HostileHeadersTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A byte of a file may cost no more: a boxed number, its place in a list, and what is quoted. */
  private static final int MOST_BYTES_EACH = 120;

  @TempDir private Path folder;

  private FormatException refused(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    Path path = folder.resolve("hostile.safetensors");
    Files.write(path, file.putLong(bytes.length).put(bytes).array());
    return assertThrows(FormatException.class, () -> ModelFile.load(path));
  }

  private static String model(String json) {
    return "{\"__metadata__\":{\"lstm4j.version\":\"2\",\"lstm4j.model\":\"%s\"}}"
        .formatted(json.replace("\"", "\\\""));
  }

  private static String repeated(String kind, int times) {
    return switch (kind) {
      case "layers" ->
          model(
              "{\"input\":\"values\",\"input_size\":1,\"layers\":["
                  + "{\"kind\":\"dense\",\"settings\":{\"outputs\":1}},".repeat(times)
                  + "{\"kind\":\"last_step\",\"settings\":{}}]}");
      case "numbers" -> model("[" + "1,".repeat(20 * times) + "1]");
      case "fractions" ->
          "{\"x\":{\"dtype\":\"F32\",\"shape\":[%s1],\"data_offsets\":[0,4]}}"
              .formatted("1.5,".repeat(10 * times));
      default -> "{\"" + "\\u0007".repeat(6 * times) + "\":{}}";
    };
  }

  @ParameterizedTest
  @CsvSource({"layers", "numbers", "fractions", "names"})
  void theCostIsLinear(String kind) throws IOException {
    refused(repeated(kind, 10)); // classes are loaded
    for (int times : new int[] {10_000, 40_000}) {
      String json = repeated(kind, times);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      String message = Objects.requireNonNull(refused(json).getMessage());
      long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(
          cost < (long) MOST_BYTES_EACH * json.length(),
          "%d bytes for a header of %d".formatted(cost, json.length()));
      assertTrue(message.length() < 2100, "a message of " + message.length());
      assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }
  }

  @Test
  void controlCharactersAreShown() throws IOException {
    String message = Objects.requireNonNull(refused("{\"a\\u001b[31m\\u202eb\":{}}").getMessage());
    assertEquals(
        folder.resolve("hostile.safetensors")
            + ": tensor 'a\\u001b[31m\\u202eb' has no dtype, shape and two data_offsets",
        message);
  }
}
