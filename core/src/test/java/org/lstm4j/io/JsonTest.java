package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8259, section by section. */
class JsonTest {

  @Test
  void literals() throws FormatException {
    assertEquals(true, Json.parse("true"));
    assertEquals(false, Json.parse(" false "));
    assertNull(Json.parse("\t\r\nnull"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "-12, -12",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void wholeNumbers(String json, long value) throws FormatException {
    assertEquals(value, Json.parse(json));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5",
    "-0.0, -0.0",
    "1e3, 1000",
    "1E+3, 1000",
    "25e-1, 2.5",
    "1.0E-7, 1e-7",
    "0.1, 0.1",
    "1e-400, 0",
    "4.9E-324, 4.9E-324",
    "1.7976931348623157E308, 1.7976931348623157E308"
  })
  void otherNumbers(String json, double value) throws FormatException {
    assertEquals(value, Json.parse(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e400", "-1e999"})
  void numbersBeyondTheRange(String json) {
    refuses("the JSON number " + json + " is too large", json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "--1",
        "1-1",
        "NaN",
        "-Infinity",
        "1..2",
        "tru",
        "TRUE",
        "nil",
        "'a'",
        "}",
        ","
      })
  void noValues(String json) {
    FormatException e = assertThrows(FormatException.class, () -> Json.parse(json));
    String message = e.getMessage();
    // "0x10" is a 0 and more; the rest is wrong from its first character on.
    assertEquals(
        json.equals("0x10")
            ? "the JSON is wrong at character 1; expected the end"
            : "the JSON is wrong at character 0; expected a value",
        message);
  }

  @Test
  void strings() throws FormatException {
    assertEquals("", Json.parse("\"\""));
    assertEquals("\"\\/\b\f\n\r\t", Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""));
    assertEquals("AéßÀ", Json.parse("\"\\u0041\\u00e9\\u00DF\\u00c0\""));
    assertEquals("\uD834\uDD1E", Json.parse("\"\\uD834\\uDD1E\""));
    assertEquals("\uD834\uDD1E \u007f", Json.parse("\"\uD834\uDD1E \u007f\""));
    assertEquals("\uD834", Json.parse("\"\\uD834\""));
  }

  @Test
  void wrongStrings() {
    refuses("the JSON is wrong at character 2; expected a closing quote", "\"a");
    refuses("the JSON is wrong at character 2; expected no control character", "\"a\nb\"");
    refuses("the JSON is wrong at character 2; expected an escape", "\"\\x\"");
    refuses("the JSON is wrong at character 2; expected an escape", "\"\\");
    refuses("the JSON is wrong at character 6; expected four hexadecimal digits", "\"\\u00ag\"");
    refuses("the JSON is wrong at character 5; expected four hexadecimal digits", "\"\\u00");
    // A fullwidth digit one is a digit for Character.digit.
    refuses("the JSON is wrong at character 3; expected four hexadecimal digits", "\"\\u１000\"");
  }

  @Test
  void arrays() throws FormatException {
    assertEquals(List.of(), Json.parse("[ ]"));
    assertEquals(Arrays.asList(1L, List.of("a"), null, 0.5), Json.parse("[1 , [\"a\"],null,0.5]"));
    refuses("the JSON is wrong at character 3; expected a value", "[1,]");
    refuses("the JSON is wrong at character 3; expected ','", "[1 2]");
    refuses("the JSON is wrong at character 2; expected more", "[1");
  }

  @Test
  void objectsKeepTheirOrder() throws FormatException {
    assertEquals(Map.of(), Json.parse("{ }"));
    Object parsed = Json.parse("{ \"b\" : 1 , \"a\":{\"b\":true},\"\":[]}");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("b", 1L);
    expected.put("a", Map.of("b", true));
    expected.put("", List.of());
    assertEquals(expected, parsed);
    assertEquals("{b=1, a={b=true}, =[]}", String.valueOf(parsed));
  }

  @Test
  void wrongObjects() {
    refuses("the JSON key 'a' stands twice", "{\"a\":1,\"a\":1}");
    refuses("the JSON key 'a' stands twice", "{\"a\":1,\"\\u0061\":2}");
    refuses("the JSON key 'b' stands twice", "{\"a\":{\"b\":null,\"b\":null}}");
    refuses("the JSON is wrong at character 1; expected '\"'", "{a:1}");
    refuses("the JSON is wrong at character 5; expected ':'", "{\"a\" 1}");
    refuses("the JSON is wrong at character 7; expected '\"'", "{\"a\":1,}");
    refuses("the JSON is wrong at character 6; expected ','", "{\"a\":1;}");
    refuses("the JSON is wrong at character 1; expected more", "{");
  }

  @Test
  void oneValueOnly() {
    refuses("the JSON is wrong at character 0; expected more", "");
    refuses("the JSON is wrong at character 2; expected more", "  ");
    refuses("the JSON is wrong at character 2; expected the end", "1 2");
    refuses("the JSON is wrong at character 0; expected a value", "\ufeff{}");
  }

  @Test
  void depth() throws FormatException {
    Object value = Json.parse("[".repeat(64) + "]".repeat(64));
    for (int i = 0; i < 63; i++) {
      value = ((List<?>) value).getFirst();
    }
    assertEquals(List.of(), value);
    refuses("the JSON is nested more than 64 deep", "[".repeat(65) + "]".repeat(65));
    refuses("the JSON is nested more than 64 deep", "[".repeat(1_000_000));
    // Siblings are no depth.
    assertEquals(1000, ((List<?>) Json.parse("[" + "[],".repeat(999) + "[]]")).size());
  }

  @Test
  void writes() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", 1L);
    map.put("a", Arrays.asList(true, null, 0.1, -0.0, 1e-7, "x\"\\\n"));
    map.put("empty", Map.of());
    map.put("none", List.of());
    assertEquals(
        "{\"z\":1,\"a\":[true,null,0.1,-0.0,1.0E-7,\"x\\\"\\\\\\u000a\"],\"empty\":{},\"none\":[]}",
        Json.write(map));
    assertEquals("\"\uD834\uDD1E\"", Json.write("\uD834\uDD1E"));
    assertEquals("\"a\\ud834b\\udd1e\"", Json.write("a\uD834b\uDD1E"));
    assertEquals("\"\\ud834\uD834\uDD1E\\udd1e\"", Json.write("\uD834\uD834\uDD1E\uDD1E"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, -0.0, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE, 1 / 3.0, 1e22})
  void numbersComeBackToTheBit(double value) throws FormatException {
    assertEquals(value, Json.parse(Json.write(value)));
  }

  private static void refuses(String message, String json) {
    assertEquals(message, assertThrows(FormatException.class, () -> Json.parse(json)).getMessage());
  }
}
