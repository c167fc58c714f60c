package org.lstm4j.samples.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The named figures of a run, in the order in which they were put, for {@code metrics.json}. A
 * number that is not finite becomes {@code null} in the file.
 */
public final class Metrics {
  /** The name of the file. */
  public static final String FILE_NAME = "metrics.json";

  private sealed interface Value {
    record Whole(long value) implements Value {}

    record Real(double value) implements Value {}

    record Text(String value) implements Value {}

    record Flag(boolean value) implements Value {}
  }

  private final Map<String, Value> values = new LinkedHashMap<>();

  /** Starts without figures. */
  public Metrics() {}

  /**
   * Puts a whole number.
   *
   * @param name a name that is not there yet
   * @param value the figure
   * @return these metrics
   */
  public Metrics put(String name, long value) {
    return put(name, new Value.Whole(value));
  }

  /**
   * Puts a number in double precision.
   *
   * @param name a name that is not there yet
   * @param value the figure
   * @return these metrics
   */
  public Metrics put(String name, double value) {
    return put(name, new Value.Real(value));
  }

  /**
   * Puts words.
   *
   * @param name a name that is not there yet
   * @param value the text
   * @return these metrics
   */
  public Metrics put(String name, String value) {
    return put(name, new Value.Text(value));
  }

  /**
   * Puts a yes or no.
   *
   * @param name a name that is not there yet
   * @param value the answer
   * @return these metrics
   */
  public Metrics put(String name, boolean value) {
    return put(name, new Value.Flag(value));
  }

  private Metrics put(String name, Value value) {
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("metric '" + name + "' is there already");
    }
    return this;
  }

  /**
   * Writes {@code metrics.json}.
   *
   * @param out where to; not closed
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    JsonFactory factory = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      for (var entry : values.entrySet()) {
        json.writeFieldName(entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(JsonGenerator json, Value value) throws IOException {
    switch (value) {
      case Value.Whole(long whole) -> json.writeNumber(whole);
      case Value.Real(double real) when Double.isFinite(real) -> json.writeNumber(real);
      case Value.Real _ -> json.writeNull();
      case Value.Text(String text) -> json.writeString(text);
      case Value.Flag(boolean flag) -> json.writeBoolean(flag);
    }
  }
}
