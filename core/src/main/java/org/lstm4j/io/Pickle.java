package org.lstm4j.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python's pickle format, protocols 2 to 5 (PEP 307, 3154), without doing what it says: a
 * pickle is a program that calls functions, and here a call becomes a {@link Call} that says which
 * one, and nothing else happens.
 *
 * <pre>
 * None                  {@link #NONE}
 * int, float, bool      Long, Double, Boolean; an int beyond 64 bits is a {@link Call}
 * str, bytes            String, byte[]
 * list, tuple, set      List
 * dict, OrderedDict     Map, in order; keys other than text and numbers are objects of nobody's
 * a class, a function   {@link Global}
 * what one made         {@link Call}
 * something outside     {@link Persistent}
 * </pre>
 */
final class Pickle {
  /** Python's None. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();
  private static final Global ORDERED_DICT = new Global("collections", "OrderedDict");

  /**
   * A class or a function.
   *
   * @param module its module
   * @param name its name within it
   */
  record Global(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /** What calling something would make. */
  static final class Call {
    private final Object function;
    private final Object arguments;
    private Object state = NONE;

    Call(Object function, Object arguments) {
      this.function = function;
      this.arguments = arguments;
    }

    /** {@return what would be called, most often a {@link Global}} */
    Object function() {
      return function;
    }

    /** {@return what it would get, most often a list} */
    Object arguments() {
      return arguments;
    }

    /** {@return the state that the object would get, or {@link #NONE}} */
    Object state() {
      return state;
    }
  }

  /**
   * An object that lies outside of the pickle.
   *
   * @param id what says which one
   */
  record Persistent(Object id) {}

  private final ByteBuffer data;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(byte[] bytes) {
    data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * {@return the object that a pickle describes}
   *
   * @param bytes the pickle
   * @throws FormatException if it is none, or ends too soon
   */
  static Object read(byte[] bytes) throws FormatException {
    return new Pickle(bytes).read();
  }

  private Object read() throws FormatException {
    while (true) {
      int at = data.position();
      int code = next(1).get() & 0xff;
      if (code == '.') {
        return pop();
      }
      if (!isConstant(code) && !isContainer(code) && !isMemo(code) && !isObject(code)) {
        throw new FormatException(
            "byte %d of the pickle is %02x, which is no operation of protocols 2 to 5"
                .formatted(at, code));
      }
    }
  }

  private boolean isConstant(int code) throws FormatException {
    switch (code) {
      case 0x80 -> next(1).get(); // protocol
      case 0x95 -> next(8).getLong(); // length of a frame
      case 'N' -> push(NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) (next(1).get() & 0xff));
      case 'M' -> push((long) (next(2).getShort() & 0xffff));
      case 'J' -> push((long) next(4).getInt());
      case 0x8a -> pushInteger(next(1).get() & 0xff);
      case 0x8b -> pushInteger(next(4).getInt());
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(next(8).getLong())));
      case 0x8c -> push(text(next(1).get() & 0xff));
      case 'X' -> push(text(next(4).getInt() & 0xffffffffL));
      case 0x8d -> push(text(next(8).getLong()));
      case 'U', 'C' -> push(bytes(next(1).get() & 0xff));
      case 'T', 'B' -> push(bytes(next(4).getInt() & 0xffffffffL));
      case 0x8e, 0x96 -> push(bytes(next(8).getLong()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isContainer(int code) throws FormatException {
    switch (code) {
      case '(' -> push(MARK);
      case ')', ']', 0x8f -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case 0x85 -> push(list(1));
      case 0x86 -> push(list(2));
      case 0x87 -> push(list(3));
      case 't', 'l', 0x91 -> push(toMark());
      case 'd' -> {
        List<Object> items = toMark();
        Map<Object, Object> map = new LinkedHashMap<>();
        putAll(map, items);
        push(map);
      }
      case 'a' -> {
        Object item = pop();
        list().add(item);
      }
      case 'e', 0x90 -> {
        List<Object> items = toMark();
        list().addAll(items);
      }
      case 's' -> {
        Object value = pop();
        Object key = pop();
        putAll(map(), List.of(key, value));
      }
      case 'u' -> {
        List<Object> items = toMark();
        putAll(map(), items);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isMemo(int code) throws FormatException {
    switch (code) {
      case 'q' -> memo.put(next(1).get() & 0xff, top());
      case 'r' -> memo.put(next(4).getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(next(1).get() & 0xff));
      case 'j' -> push(remembered(next(4).getInt()));
      case '0' -> pop();
      case '1' -> toMark();
      case '2' -> push(top());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isObject(int code) throws FormatException {
    switch (code) {
      case 'c' -> push(new Global(line(), line()));
      case 0x93 -> {
        Object name = pop();
        push(new Global(String.valueOf(pop()), String.valueOf(name)));
      }
      case 'R', 0x81 -> {
        Object arguments = pop();
        push(made(pop(), arguments));
      }
      case 0x92 -> {
        pop(); // arguments by name
        Object arguments = pop();
        push(made(pop(), arguments));
      }
      case 'b' -> {
        Object state = pop();
        if (top() instanceof Call call) {
          call.state = state;
        }
      }
      case 'Q' -> push(new Persistent(pop()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Object made(Object function, Object arguments) {
    boolean plain = arguments instanceof List<?> list && list.isEmpty();
    return plain && ORDERED_DICT.equals(function)
        ? new LinkedHashMap<>()
        : new Call(function, arguments);
  }

  private void pushInteger(long length) throws FormatException {
    byte[] digits = bytes(length);
    if (digits.length > Long.BYTES) {
      push(new Call(new Global("builtins", "int"), digits));
      return;
    }
    long value = digits.length > 0 && digits[digits.length - 1] < 0 ? -1 : 0;
    for (int i = digits.length - 1; i >= 0; i--) {
      value = (value << Byte.SIZE) | (digits[i] & 0xff);
    }
    push(value);
  }

  private static void putAll(Map<Object, Object> map, List<Object> items) throws FormatException {
    if (items.size() % 2 != 0) {
      throw new FormatException("the pickle has a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      boolean plain = key instanceof String || key instanceof Number || key instanceof Boolean;
      map.put(plain ? key : new Object(), items.get(i + 1));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() throws FormatException {
    if (stack.isEmpty() || stack.getLast().equals(MARK)) {
      throw new FormatException(
          "the pickle takes what is not there, before its byte %d".formatted(data.position()));
    }
    return stack.removeLast();
  }

  private Object top() throws FormatException {
    Object top = pop();
    push(top);
    return top;
  }

  @SuppressWarnings("unchecked") // all lists here are of anything
  private List<Object> list() throws FormatException {
    if (top() instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new FormatException(
        "the pickle adds to what is no list, before its byte %d".formatted(data.position()));
  }

  @SuppressWarnings("unchecked") // all maps here are of anything
  private Map<Object, Object> map() throws FormatException {
    if (top() instanceof Map<?, ?> map) {
      return (Map<Object, Object>) map;
    }
    throw new FormatException(
        "the pickle adds to what is no map, before its byte %d".formatted(data.position()));
  }

  private List<Object> list(int size) throws FormatException {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.addFirst(pop());
    }
    return items;
  }

  private List<Object> toMark() throws FormatException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw new FormatException(
          "the pickle has no mark, before its byte %d".formatted(data.position()));
    }
    List<Object> above = stack.subList(mark, stack.size());
    List<Object> items = new ArrayList<>(above.subList(1, above.size()));
    above.clear();
    return items;
  }

  private Object remembered(int index) throws FormatException {
    if (!memo.containsKey(index)) {
      throw new FormatException(
          "the pickle has nothing under %d, before its byte %d".formatted(index, data.position()));
    }
    return memo.get(index);
  }

  private ByteBuffer next(long length) throws FormatException {
    if (length < 0 || length > data.remaining()) {
      throw new FormatException(
          "the pickle ends at byte %d; expected %d more".formatted(data.position(), length));
    }
    ByteBuffer next = data.slice(data.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.position() + (int) length);
    return next;
  }

  private byte[] bytes(long length) throws FormatException {
    ByteBuffer from = next(length);
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private String text(long length) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(next(length)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(
          "a text before byte %d of the pickle is not UTF-8".formatted(data.position()), e);
    }
  }

  private String line() throws FormatException {
    int end = data.position();
    while (end < data.limit() && data.get(end) != '\n') {
      end++;
    }
    String line = text((long) end - data.position());
    next(1);
    return line;
  }
}
