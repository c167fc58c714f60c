package org.lstm4j.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.lstm4j.file.ZipContent;

/**
 * The tensors of a file that {@code torch.save} wrote, since PyTorch 1.6 a ZIP file:
 *
 * <pre>
 * name/data.pkl     what was saved, as a pickle; its tensors are views of storages
 * name/data/0 …     the storages
 * name/byteorder    of the storages; little where it is missing
 * </pre>
 *
 * <p>Nothing in it is executed ({@link Pickle}). What was saved is a state dict, or a checkpoint
 * with one among other things.
 */
final class TorchArchive {
  private static final String PICKLE = "data.pkl";

  /** What the pickle may take, of which nothing but names, shapes and numbers is wanted. */
  private static final long MAX_PICKLE = 100_000_000;

  /** Under which names checkpoints keep state dicts. */
  private static final List<String> STATE_DICTS =
      List.of("state_dict", "model_state_dict", "model_state", "model", "net", "network");

  private static final Map<String, ElementType> STORAGES =
      Map.ofEntries(
          Map.entry("DoubleStorage", ElementType.F64),
          Map.entry("FloatStorage", ElementType.F32),
          Map.entry("HalfStorage", ElementType.F16),
          Map.entry("BFloat16Storage", ElementType.BF16),
          Map.entry("LongStorage", ElementType.I64),
          Map.entry("IntStorage", ElementType.I32),
          Map.entry("ShortStorage", ElementType.I16),
          Map.entry("CharStorage", ElementType.I8),
          Map.entry("ByteStorage", ElementType.U8),
          Map.entry("QInt8Storage", ElementType.I8),
          Map.entry("QUInt8Storage", ElementType.U8),
          Map.entry("BoolStorage", ElementType.BOOL));

  private final ZipFile zip;
  private final String folder;
  private final ByteOrder order;
  private final Map<String, float[]> storages = new HashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> others = new LinkedHashMap<>();

  private TorchArchive(ZipFile zip, String folder) throws IOException {
    this.zip = zip;
    this.folder = folder;
    ZipEntry byteOrder = zip.getEntry(folder + "byteorder");
    order =
        byteOrder != null
                && new String(ZipContent.bytes(zip, byteOrder, 16), StandardCharsets.US_ASCII)
                    .equals("big")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
  }

  /**
   * {@return the state dict of a file, its tensors of other types among {@link SafeTensors#others}}
   *
   * @param path the file
   * @throws FormatException if it is damaged, or what was saved is no state dict
   * @throws IOException if it cannot be read
   */
  static SafeTensors read(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<? extends ZipEntry> pickles =
          zip.stream().filter(entry -> ("/" + entry.getName()).endsWith("/" + PICKLE)).toList();
      if (pickles.size() != 1) {
        throw new FormatException(
            "this is a ZIP file with %d entries named %s; expected one, as torch.save writes"
                .formatted(pickles.size(), PICKLE));
      }
      String name = pickles.getFirst().getName();
      String folder = name.substring(0, name.length() - PICKLE.length());
      TorchArchive archive = new TorchArchive(zip, folder);
      archive.take(stateDict(Pickle.read(ZipContent.bytes(zip, pickles.getFirst(), MAX_PICKLE))));
      return new SafeTensors(archive.tensors, archive.others, Map.of());
    } catch (ZipException | EOFException e) {
      throw new FormatException(
          "%s: the ZIP file is damaged: %s".formatted(path, e.getMessage()), e);
    } catch (FormatException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** {@return what was saved, or the state dict in it} */
  private static Map<?, ?> stateDict(Object saved) throws FormatException {
    if (saved instanceof Pickle.Call call) {
      throw new FormatException(
          "a whole %s was saved, which only its program can read; save its state_dict()"
              .formatted(call.function()));
    }
    if (!(saved instanceof Map<?, ?> map)) {
      throw new FormatException("what was saved is no state dict; save the model's state_dict()");
    }
    if (map.values().stream().anyMatch(TorchArchive::isTensor)) {
      return map;
    }
    for (String name : STATE_DICTS) {
      if (map.get(name) instanceof Map<?, ?> inner
          && inner.values().stream().anyMatch(TorchArchive::isTensor)) {
        return inner;
      }
    }
    throw new FormatException(
        "what was saved has %s and no tensors; expected a state dict, or one under one of the names %s"
            .formatted(
                map.keySet().stream().filter(String.class::isInstance).toList(), STATE_DICTS));
  }

  private static boolean isTensor(Object value) {
    return value instanceof Pickle.Call call
        && call.function() instanceof Pickle.Global global
        && global.module().equals("torch._utils")
        && global.name().startsWith("_rebuild_");
  }

  private void take(Map<?, ?> stateDict) throws IOException {
    for (Map.Entry<?, ?> entry : stateDict.entrySet()) {
      if (isTensor(entry.getValue())) {
        take(String.valueOf(entry.getKey()), (Pickle.Call) entry.getValue());
      }
    }
  }

  private void take(String name, Pickle.Call call) throws IOException {
    String function = ((Pickle.Global) call.function()).name();
    List<?> arguments = call.arguments() instanceof List<?> list ? list : List.of();
    if (function.equals("_rebuild_parameter")
        && !arguments.isEmpty()
        && isTensor(arguments.getFirst())) {
      take(name, (Pickle.Call) arguments.getFirst());
      return;
    }
    if (function.equals("_rebuild_qtensor")) {
      others.put(name, ElementType.I8.name());
      return;
    }
    if (!function.equals("_rebuild_tensor_v2") || arguments.size() < 4) {
      throw new FormatException(
          "the tensor '%s' was saved by %s; expected a dense one on the CPU"
              .formatted(name, function));
    }
    Storage storage = Storage.of(name, arguments.get(0));
    if (!storage.type.isRead()) {
      others.put(name, storage.type.name());
      return;
    }
    List<Integer> shape = sizes(name, "shape", arguments.get(2));
    List<Integer> strides = sizes(name, "strides", arguments.get(3));
    if (!(arguments.get(1) instanceof Long offset) || strides.size() != shape.size()) {
      throw new FormatException("the tensor '%s' has no offset or other strides".formatted(name));
    }
    tensors.put(name, view(name, values(storage), offset, shape, strides));
  }

  private static List<Integer> sizes(String name, String what, Object value)
      throws FormatException {
    List<Integer> sizes = new ArrayList<>();
    for (Object size : value instanceof List<?> list ? list : List.of(value)) {
      if (!(size instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE)) {
        throw new FormatException(
            "the %s of the tensor '%s' are no list of sizes".formatted(what, name));
      }
      sizes.add(number.intValue());
    }
    return sizes;
  }

  /** A tensor is a view of a storage: its values, from an offset on, in steps of its strides. */
  private static Tensor view(
      String name, float[] storage, long offset, List<Integer> shape, List<Integer> strides)
      throws FormatException {
    long count = 1;
    long last = offset;
    for (int d = 0; d < shape.size(); d++) {
      count = Math.min(count * shape.get(d), Integer.MAX_VALUE);
      last += (shape.get(d) - 1L) * strides.get(d);
    }
    if (count > 0 && (count > storage.length || offset < 0 || last < 0 || last >= storage.length)) {
      throw new FormatException(
          "the tensor '%s' of shape %s, strides %s, from %d on reaches beyond its %d numbers"
              .formatted(name, shape, strides, offset, storage.length));
    }
    float[] values = new float[(int) count];
    int[] index = new int[shape.size()];
    for (int i = 0; i < values.length; i++) {
      long at = offset;
      for (int d = 0; d < index.length; d++) {
        at += (long) index[d] * strides.get(d);
      }
      values[i] = storage[(int) at];
      for (int d = index.length - 1; d >= 0 && ++index[d] == shape.get(d); d--) {
        index[d] = 0;
      }
    }
    return new Tensor(shape, values);
  }

  private float[] values(Storage storage) throws IOException {
    float[] known = storages.get(storage.key);
    if (known != null) {
      return known;
    }
    ZipEntry entry = zip.getEntry(folder + "data/" + storage.key);
    if (entry == null) {
      throw new FormatException(
          "the storage '%s' is missing".formatted(folder + "data/" + storage.key));
    }
    long expected = storage.count * storage.type.bytes();
    if (entry.getSize() != expected) {
      throw new FormatException(
          "the storage '%s' has %d bytes; expected %d numbers of type %s"
              .formatted(entry.getName(), entry.getSize(), storage.count, storage.type));
    }
    ByteBuffer data = ByteBuffer.wrap(ZipContent.bytes(zip, entry, expected)).order(order);
    float[] values = new float[(int) storage.count];
    storage.type.read(data, FloatBuffer.wrap(values));
    storages.put(storage.key, values);
    return values;
  }

  /** What says where the numbers of some tensors are. */
  private record Storage(ElementType type, String key, long count) {

    static Storage of(String tensor, Object value) throws FormatException {
      if (value instanceof Pickle.Persistent persistent
          && persistent.id() instanceof List<?> id
          && id.size() >= 5
          && id.get(1) instanceof Pickle.Global type
          && id.get(2) instanceof String key
          && id.get(4) instanceof Long count
          && count >= 0) {
        ElementType known = STORAGES.get(type.name());
        if (known == null) {
          throw new FormatException(
              "the tensor '%s' is of type %s; expected one of %s"
                  .formatted(tensor, type.name(), STORAGES.keySet().stream().sorted().toList()));
        }
        return new Storage(known, key, count);
      }
      throw new FormatException("the tensor '%s' has no storage".formatted(tensor));
    }
  }
}
