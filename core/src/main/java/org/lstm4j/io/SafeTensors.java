package org.lstm4j.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.file.LittleEndian;
import org.lstm4j.file.RegularFile;
import org.lstm4j.file.Sha256;
import org.lstm4j.kernel.Buffers;

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
  private static final int PIECE = 1 << 16; // bytes
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
   * Writes the floats; the file appears whole or not at all. Tensors are written in the order of
   * their names, as the reference writer does.
   *
   * @param path the file, replaced if it exists
   * @throws IOException if it cannot be written; nothing is left behind then
   */
  public void write(Path path) throws IOException {
    AtomicFile.write(path, this::writeTo);
  }

  /**
   * Writes the floats as a file's bytes.
   *
   * @param out where to; neither flushed nor closed
   * @throws IOException if it cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(header());
    for (Tensor tensor : new TreeMap<>(tensors).values()) {
      LittleEndian.write(tensor.values(), 0, tensor.values().length, out);
    }
  }

  private byte[] header() {
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
    return header.array();
  }

  /**
   * {@return the same with a SHA-256 of all tensors, their names and shapes, and of the other
   * metadata}
   *
   * @param key the entry of the metadata that gets it
   */
  public SafeTensors withSum(String key) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(key, sha256(key));
    return new SafeTensors(tensors, others, more);
  }

  /**
   * Checks that everything is as it was when {@link #withSum} was called.
   *
   * @param key the entry of the metadata that has the sum
   * @throws FormatException if it is missing or another
   */
  public void checkSum(String key) throws FormatException {
    String sum = metadata.get(key);
    if (sum == null) {
      throw new FormatException("the file has no '%s', which covers what it holds".formatted(key));
    }
    String actual = sha256(key);
    if (!sum.equals(actual)) {
      throw new FormatException(
          "the file is damaged or was changed: its '%s' is %s; what it holds has %s"
              .formatted(key, sum, actual));
    }
  }

  /**
   * {@return the SHA-256 of all tensors, with names and shapes, and of the metadata but for one
   * entry}
   *
   * @param except the entry that is left out, which may hold the sum
   */
  private String sha256(String except) {
    Sha256 sum = new Sha256();
    new TreeMap<>(metadata)
        .forEach((key, value) -> {
          if (!key.equals(except)) {
            sum.add(key).add(value);
          }
        });
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> sum.add(name).add(tensor.shape().toString()).add(tensor.values()));
    return sum.hexadecimal();
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
    RegularFile.check(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      return read(file);
    } catch (EOFException e) {
      throw new FormatException("%s: the file ends within its data".formatted(path), e);
    } catch (FormatException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static SafeTensors read(RandomAccessFile file) throws IOException {
    long size = file.length();
    if (size < Long.BYTES) {
      throw new FormatException(
          "the file has %d bytes; a safetensors file has at least 8".formatted(size));
    }
    long length = Long.reverseBytes(file.readLong());
    if (length < 2 || length > Math.min(MAX_HEADER, size - Long.BYTES)) {
      throw noHeader(file, length);
    }
    byte[] json = new byte[(int) length];
    file.readFully(json);
    if (!(Json.parse(text(json)) instanceof Map<?, ?> header)) {
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
      if (entry.type.isRead()) {
        file.seek(start + entry.begin);
        tensors.put(entry.name, new Tensor(entry.shape, values(file, entry)));
      } else {
        others.put(entry.name, entry.type.name());
      }
    }
    return new SafeTensors(tensors, others, metadata);
  }

  /** Reads piece by piece, so that no array of bytes need hold a tensor. */
  private static float[] values(RandomAccessFile file, Entry entry) throws IOException {
    float[] values = new float[entry.length()];
    FloatBuffer room = FloatBuffer.wrap(values);
    byte[] piece = new byte[(int) Math.min(PIECE, entry.end - entry.begin)];
    for (long left = entry.end - entry.begin; left > 0; left -= PIECE) {
      int length = (int) Math.min(PIECE, left);
      file.readFully(piece, 0, length);
      entry.type.read(ByteBuffer.wrap(piece, 0, length).order(ByteOrder.LITTLE_ENDIAN), room);
    }
    return values;
  }

  private static FormatException noHeader(RandomAccessFile file, long length) throws IOException {
    byte[] first = new byte[(int) Math.min(file.length(), Signature.LENGTH)];
    file.seek(0);
    file.readFully(first);
    return new FormatException(
        Signature.describe(first)
            .map("this is no safetensors file but %s"::formatted)
            .orElse(
                "the header's length is %d in a file of %d bytes"
                    .formatted(length, file.length())));
  }

  private static String text(byte[] utf8) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("the header is not UTF-8", e);
    }
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
        if (length > Buffers.LONGEST) {
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

    int length() {
      return (int) ((end - begin) / type.bytes());
    }
  }
}
