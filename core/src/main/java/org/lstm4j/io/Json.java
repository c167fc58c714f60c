package org.lstm4j.io;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Just enough JSON (RFC 8259) for the header of a safetensors file: objects as ordered maps, arrays
 * as lists, strings, numbers as {@link Long} or {@link Double}, booleans and null.
 */
final class Json {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** Parses a text; duplicate keys are an error, as safetensors demands. */
  static Object parse(String text) throws FormatException {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at < text.length()) {
      throw json.error("the end");
    }
    return value;
  }

  /** Writes a value that {@link #parse} reads back. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          writeString((String) entry.getKey(), out);
          out.append(':');
          write(entry.getValue(), out);
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          out.append(separator);
          write(element, out);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case String string -> writeString(string, out);
      default -> out.append(value);
    }
  }

  private static void writeString(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || isHalfPair(string, i)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Whether a surrogate stands alone, which UTF-8 has no bytes for. */
  private static boolean isHalfPair(String string, int i) {
    char c = string.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1))
        : Character.isLowSurrogate(c)
            && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
  }

  private Object value() throws FormatException {
    skipSpace();
    if (++depth > MAX_DEPTH) {
      throw new FormatException("the JSON is nested more than %d deep".formatted(MAX_DEPTH));
    }
    Object value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          case 't' -> literal("true", true);
          case 'f' -> literal("false", false);
          case 'n' -> literal("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, Object> object() throws FormatException {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      skipSpace();
      String key = string();
      skipSpace();
      expect(':');
      if (map.containsKey(key)) {
        throw new FormatException("the JSON key '%s' stands twice".formatted(key));
      }
      map.put(key, value());
      skipSpace();
      if (peek() == '}') {
        at++;
        return map;
      }
      expect(',');
    }
  }

  private List<Object> array() throws FormatException {
    List<Object> list = new ArrayList<>();
    expect('[');
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(value());
      skipSpace();
      if (peek() == ']') {
        at++;
        return list;
      }
      expect(',');
    }
  }

  private String string() throws FormatException {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = next("a closing quote");
      if (c == '"') {
        return out.toString();
      }
      if (c < 0x20) {
        at--;
        throw error("no control character");
      }
      out.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws FormatException {
    char c = next("an escape");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          char digit = next("four hexadecimal digits");
          if (!HexFormat.isHexDigit(digit)) {
            at--;
            throw error("four hexadecimal digits");
          }
          code = 16 * code + HexFormat.fromHexDigit(digit);
        }
        yield (char) code;
      }
      default -> {
        at--;
        throw error("an escape");
      }
    };
  }

  /** A number by RFC 8259's grammar; whole ones without exponent are {@link Long}. */
  private Object number() throws FormatException {
    int start = at;
    boolean whole = true;
    accept('-');
    if (!accept('0') && !digits()) {
      throw noValue(start);
    }
    if (accept('.')) {
      whole = false;
      if (!digits()) {
        throw noValue(start);
      }
    }
    if (accept('e') || accept('E')) {
      whole = false;
      if (!accept('+')) {
        accept('-');
      }
      if (!digits()) {
        throw noValue(start);
      }
    }
    if (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      throw noValue(start);
    }
    try {
      if (whole) {
        return Long.parseLong(text, start, at, 10);
      }
      double value = Double.parseDouble(text.substring(start, at));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new FormatException(
          "the JSON number %s is too large".formatted(text.substring(start, at)), e);
    }
    throw new FormatException(
        "the JSON number %s is too large".formatted(text.substring(start, at)));
  }

  private FormatException noValue(int start) {
    at = start;
    return error("a value");
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > start;
  }

  private Object literal(String word, Object value) throws FormatException {
    if (!text.startsWith(word, at)) {
      throw error("a value");
    }
    at += word.length();
    return value;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws FormatException {
    if (at >= text.length()) {
      throw error("more");
    }
    return text.charAt(at);
  }

  private char next(String expected) throws FormatException {
    if (at >= text.length()) {
      throw error(expected);
    }
    return text.charAt(at++);
  }

  private void expect(char c) throws FormatException {
    if (at >= text.length() || text.charAt(at) != c) {
      throw error("'" + c + "'");
    }
    at++;
  }

  private FormatException error(String expected) {
    return new FormatException(
        "the JSON is wrong at character %d; expected %s".formatted(at, expected));
  }
}
