package org.lstm4j.formats;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;

/**
 * NumPy's files: one array ({@code .npy}) or several by names ({@code .npz}), as {@code
 * numpy.lib.format} describes them. Numbers of any width become floats; whole ones must be floats
 * exactly, and floating-point ones are rounded to the nearest.
 */
public final class NumPy {
  private static final String MAGIC = "\u0093NUMPY";
  private static final int LONGEST_HEADER = 1 << 20;
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

  /** No archive holds so many times as many bytes. */
  private static final long MOST_COMPRESSION = 1000;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{(?=.*'descr': '([<>|=])([a-z])(\\d{1,2})')(?=.*'fortran_order': (True|False))"
              + "(?=.*'shape': \\(((?:\\d+, ?)*\\d*)\\)).*\\}\\s*");

  private NumPy() {}

  /**
   * Reads an array.
   *
   * @param path a {@code .npy} file
   * @return the array, row-major
   * @throws FormatException if it is no such file, or holds something else than numbers that are
   *     floats; the message names the file
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return array(in, MOST_BYTES);
    } catch (FormatException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /**
   * Reads arrays.
   *
   * @param path a {@code .npz} file
   * @return the arrays by their names, in the order of the file
   * @throws FormatException if it is no such file, or one of them is not as {@link #read} has it
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> readAll(Path path) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    String name = "";
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        name = entry.getName();
        String base = name.endsWith(".npy") ? name.substring(0, name.length() - 4) : name;
        if (arrays.put(base, array(zip, MOST_COMPRESSION * Files.size(path))) != null) {
          throw new FormatException("there are two arrays of the name");
        }
      }
    } catch (FormatException | ZipException | EOFException e) {
      throw new FormatException("%s, '%s': %s".formatted(path, name, e.getMessage()), e);
    }
    if (arrays.isEmpty()) {
      throw new FormatException("%s: the file has no arrays; expected a .npz file".formatted(path));
    }
    return arrays;
  }

  /**
   * Writes an array of 32-bit floats.
   *
   * @param path the file, replaced if it exists
   * @param array the array
   * @throws IOException if it cannot be written
   */
  public static void write(Path path, Tensor array) throws IOException {
    AtomicFile.write(path, out -> write(out, array));
  }

  /**
   * Writes arrays of 32-bit floats.
   *
   * @param path the file, replaced if it exists
   * @param arrays the arrays by their names
   * @throws IOException if it cannot be written
   */
  public static void writeAll(Path path, Map<String, Tensor> arrays) throws IOException {
    AtomicFile.write(
        path,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
            zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
            write(zip, array.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  private static void write(OutputStream out, Tensor array) throws IOException {
    String sizes = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
            .formatted(array.shape().size() == 1 ? sizes + "," : sizes);
    int before = MAGIC.length() + 4;
    int padded = (before + header.length() + 1 + 63) / 64 * 64 - before;
    ByteBuffer begin = ByteBuffer.allocate(before).order(ByteOrder.LITTLE_ENDIAN);
    begin.put(MAGIC.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 0);
    out.write(begin.putShort((short) padded).array());
    String filled = header + " ".repeat(padded - 1 - header.length()) + "\n";
    out.write(filled.getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, array.values().length))
            .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(array.values());
    out.write(data.array());
  }

  private static Tensor array(InputStream from, long most) throws IOException {
    DataInputStream in = new DataInputStream(from);
    try {
      byte[] magic = in.readNBytes(MAGIC.length());
      if (!new String(magic, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
        throw new FormatException("this is no array of NumPy's; expected a .npy file");
      }
      int version = in.readUnsignedByte();
      in.readByte();
      int length =
          version == 1
              ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
              : Integer.reverseBytes(in.readInt());
      if (version < 1 || version > 3 || length < 0 || length > LONGEST_HEADER) {
        throw new FormatException(
            "the header is of version %d and %d bytes long; expected 1 to 3, and at most %d"
                .formatted(version, length, LONGEST_HEADER));
      }
      String header = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return array(header, in, Math.min(most, MOST_BYTES));
    } catch (EOFException e) {
      throw new FormatException("the array is cut off", e);
    }
  }

  private static Tensor array(String header, DataInputStream in, long most) throws IOException {
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new FormatException(
          "the header is '%s'; expected type, order and shape of an array of numbers"
              .formatted(header.strip()));
    }
    String type = parts.group(2) + Integer.parseInt(parts.group(3));
    List<Integer> shape = new ArrayList<>();
    long count = 1;
    for (String size : parts.group(5).split(",", -1)) {
      if (!size.isBlank()) {
        long dimension = size.strip().length() > 10 ? Long.MAX_VALUE : Long.parseLong(size.strip());
        count = dimension > MOST_BYTES || count > MOST_BYTES ? MOST_BYTES + 1 : count * dimension;
        shape.add((int) Math.min(dimension, Integer.MAX_VALUE));
      }
    }
    int width = Integer.parseInt(parts.group(3));
    if (!List.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1").contains(type)) {
      throw new FormatException(
          "the array is of type '%s'; expected numbers of 1 to 8 bytes".formatted(type));
    }
    if (count * width > most) {
      throw new FormatException(
          "the array has the shape %s; expected at most %d bytes".formatted(shape, most));
    }
    byte[] bytes = in.readNBytes((int) count * width);
    if (bytes.length < count * width) {
      throw new FormatException(
          "the array is cut off: %d bytes of %d".formatted(bytes.length, count * width));
    }
    boolean bigEndian =
        parts.group(1).equals(">")
            || (parts.group(1).equals("=") && ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
    ByteBuffer data =
        ByteBuffer.wrap(bytes).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(type, data);
    }
    return parts.group(4).equals("True") ? rowMajor(shape, values) : new Tensor(shape, values);
  }

  private static float number(String type, ByteBuffer data) throws FormatException {
    return switch (type) {
      case "f2" -> Float.float16ToFloat(data.getShort());
      case "f4" -> data.getFloat();
      case "f8" -> (float) data.getDouble();
      case "i1" -> data.get();
      case "u1", "b1" -> data.get() & 0xff;
      case "i2" -> data.getShort();
      case "u2" -> data.getShort() & 0xffff;
      case "i4" -> exactly(data.getInt());
      case "u4" -> exactly(data.getInt() & 0xffffffffL);
      default -> exactly(data.getLong());
    };
  }

  private static float exactly(long number) throws FormatException {
    float value = number;
    if ((long) value != number || number == Long.MAX_VALUE) {
      throw new FormatException(
          "the array has the whole number %d, which is no float; expected one".formatted(number));
    }
    return value;
  }

  /** Values whose first dimension runs fastest, in the other order. */
  private static Tensor rowMajor(List<Integer> shape, float[] values) {
    float[] ordered = new float[values.length];
    int[] at = new int[shape.size()];
    for (float value : values) {
      int index = 0;
      for (int axis = 0; axis < at.length; axis++) {
        index = index * shape.get(axis) + at[axis];
      }
      ordered[index] = value;
      for (int axis = 0; axis < at.length && ++at[axis] == shape.get(axis); axis++) {
        at[axis] = 0;
      }
    }
    return new Tensor(shape, ordered);
  }
}
