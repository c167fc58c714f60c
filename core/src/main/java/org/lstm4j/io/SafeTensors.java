package org.lstm4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A safetensors file: a little-endian length, a JSON header, and the values (format of the Hugging
 * Face project of that name). Floating-point numbers of 16, 32 and 64 bits are read as floats, the
 * last ones rounded to the nearest; floats are written.
 *
 * @param tensors the arrays by name
 * @param others the types of the arrays that were left out, since they hold whole numbers, truth
 *     values or eight bits, by name
 * @param metadata free text by key
 */
public record SafeTensors(
    Map<String, Tensor> tensors, Map<String, String> others, Map<String, String> metadata) {
  private static final int MAX_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";

  /** Checks the names, and copies the maps, keeping their order. */
  public SafeTensors {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("a tensor cannot have the name '" + METADATA + "'");
    }
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Floats alone.
   *
   * @param tensors the arrays by name
   * @param metadata free text by key
   */
  public SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    this(tensors, Map.of(), metadata);
  }

  /**
   * Writes the floats: first under another name beside it, then renamed, so that there is never
   * half a file. Tensors are written in the order of their names, as the reference writer does.
   *
   * @param path the file, replaced if it exists
   * @throws IOException if it cannot be written; nothing is left behind then
   */
  public void write(Path path) throws IOException {
    Path target = path.toAbsolutePath();
    if (!Files.isDirectory(target.getParent())) {
      throw new NoSuchFileException(target.getParent().toString(), null, "there is no such folder");
    }
    // Not by createTempFile, whose files nobody else may read.
    Path temporary = target.resolveSibling(".lstm4j-" + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        writeFully(channel, header());
        for (Tensor tensor : new TreeMap<>(tensors).values()) {
          writeFully(channel, bytes(tensor));
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private ByteBuffer header() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      entries.put(METADATA, metadata);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : new TreeMap<>(tensors).entrySet()) {
      long end = offset + (long) Float.BYTES * entry.getValue().values().length;
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", ElementType.F32.name());
      description.put("shape", entry.getValue().shape());
      description.put("data_offsets", List.of(offset, end));
      entries.put(entry.getKey(), description);
      offset = end;
    }
    byte[] json = Json.write(entries).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static ByteBuffer bytes(Tensor tensor) {
    float[] values = tensor.values();
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @return its contents
   * @throws FormatException if it is no safetensors file, or is damaged; the message names the file
   * @throws IOException if it cannot be read
   */
  public static SafeTensors read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    try (FileChannel channel = FileChannel.open(path)) {
      return read(channel);
    } catch (FormatException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static SafeTensors read(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new FormatException(
          "the file has %d bytes; a safetensors file has at least 8".formatted(size));
    }
    long length = readBuffer(channel, 0, Long.BYTES).getLong();
    if (length < 2 || length > Math.min(MAX_HEADER, size - Long.BYTES)) {
      throw noHeader(channel, length);
    }
    if (!(Json.parse(text(readBuffer(channel, Long.BYTES, (int) length)))
        instanceof Map<?, ?> header)) {
      throw new FormatException("the header is not a JSON object");
    }
    Map<String, String> metadata = metadata(header.get(METADATA));
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : header.entrySet()) {
      if (!entry.getKey().equals(METADATA)) {
        entries.add(Entry.of((String) entry.getKey(), entry.getValue()));
      }
    }
    long start = Long.BYTES + length;
    checkCovered(entries, size - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (!entry.type.isRead()) {
        others.put(entry.name, entry.type.name());
        continue;
      }
      ByteBuffer data = readBuffer(channel, start + entry.begin, (int) (entry.end - entry.begin));
      tensors.put(entry.name, new Tensor(entry.shape, entry.type.read(data)));
    }
    return new SafeTensors(tensors, others, metadata);
  }

  private static FormatException noHeader(FileChannel channel, long length) throws IOException {
    int known = (int) Math.min(channel.size(), Signature.LENGTH);
    return new FormatException(
        Signature.describe(readBuffer(channel, 0, known).array())
            .map("this is no safetensors file but %s"::formatted)
            .orElse(
                "the header's length is %d in a file of %d bytes"
                    .formatted(length, channel.size())));
  }

  private static String text(ByteBuffer utf8) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("the header is not UTF-8", e);
    }
  }

  private static ByteBuffer readBuffer(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new FormatException("the file ends within its data");
      }
    }
    return buffer.flip();
  }

  private static Map<String, String> metadata(Object value) throws FormatException {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (value == null) {
      return metadata;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new FormatException("%s is not a JSON object".formatted(METADATA));
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String text)) {
        throw new FormatException("%s '%s' is not a string".formatted(METADATA, entry.getKey()));
      }
      metadata.put((String) entry.getKey(), text);
    }
    return metadata;
  }

  /** The values must fill the data section without holes or overlaps. */
  private static void checkCovered(List<Entry> entries, long dataSize) throws FormatException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong((Entry e) -> e.begin).thenComparingLong(e -> e.end));
    long expected = 0;
    for (Entry entry : sorted) {
      if (entry.begin != expected) {
        throw new FormatException(
            "tensor '%s' begins at byte %d of the data; expected %d"
                .formatted(entry.name, entry.begin, expected));
      }
      expected = entry.end;
    }
    if (expected != dataSize) {
      throw new FormatException(
          "the tensors fill %d bytes; the file has %d".formatted(expected, dataSize));
    }
  }

  /** One tensor's line of the header, checked. */
  private record Entry(String name, ElementType type, List<Integer> shape, long begin, long end) {

    static Entry of(String name, Object description) throws FormatException {
      if (!(description instanceof Map<?, ?> map
          && map.get("shape") instanceof List<?> dimensions
          && map.get("data_offsets") instanceof List<?> offsets
          && offsets.size() == 2
          && offsets.get(0) instanceof Long begin
          && offsets.get(1) instanceof Long end)) {
        throw new FormatException(
            "tensor '%s' has no dtype, shape and two data_offsets".formatted(name));
      }
      ElementType type = ElementType.of(map.get("dtype"));
      if (type == null) {
        throw new FormatException(
            "tensor '%s' is of type %s; expected one of %s"
                .formatted(name, map.get("dtype"), Arrays.toString(ElementType.values())));
      }
      List<Integer> shape = new ArrayList<>();
      long length = 1;
      for (Object dimension : dimensions) {
        if (!(dimension instanceof Long value) || value < 0 || value > Integer.MAX_VALUE) {
          throw new FormatException("tensor '%s' has the shape %s".formatted(name, dimensions));
        }
        shape.add(value.intValue());
        length = length == 0 ? 0 : length * value;
        if (length > Integer.MAX_VALUE / type.bytes()) {
          throw new FormatException(
              "tensor '%s' of shape %s is too large".formatted(name, dimensions));
        }
      }
      if (begin < 0 || end - begin != type.bytes() * length) {
        throw new FormatException(
            "tensor '%s' of shape %s lies at bytes %d to %d; expected %d bytes"
                .formatted(name, dimensions, begin, end, type.bytes() * length));
      }
      return new Entry(name, type, shape, begin, end);
    }
  }
}
