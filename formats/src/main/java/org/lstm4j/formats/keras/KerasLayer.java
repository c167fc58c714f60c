package org.lstm4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.lstm4j.io.FormatException;

/**
 * A layer as a Keras file describes it.
 *
 * @param kind its class, such as {@code LSTM}
 * @param name its name in the model
 * @param config its settings
 * @param inputs the names of the layers that it reads; empty for the first
 * @param parts the layers that it stands for, if it stands for several
 */
record KerasLayer(
    String kind, String name, JsonNode config, List<String> inputs, List<KerasLayer> parts) {

  KerasLayer(String kind, String name, JsonNode config, List<String> inputs) {
    this(kind, name, config, inputs, List.of());
  }

  /** {@return a setting, which must be there} */
  JsonNode get(String setting) throws FormatException {
    JsonNode value = config.get(setting);
    if (value == null) {
      throw refused("has no setting '%s'".formatted(setting));
    }
    return value;
  }

  /** {@return a whole number of at least 1} */
  int size(String setting) throws FormatException {
    return size(setting, get(setting));
  }

  /** {@return a whole number of at least 1, which may stand in a list of one} */
  int onlySize(String setting) throws FormatException {
    JsonNode value = get(setting);
    return size(setting, value.isArray() && value.size() == 1 ? value.get(0) : value);
  }

  private int size(String setting, JsonNode value) throws FormatException {
    if (!value.isInt() || value.intValue() < 1) {
      throw refused("has %s = %s; expected a whole number of at least 1".formatted(setting, value));
    }
    return value.intValue();
  }

  /** {@return a truth value; false if there is none} */
  boolean flag(String setting) {
    JsonNode value = config.get(setting);
    return value != null && value.asBoolean();
  }

  /** {@return a number; 0 if there is none} */
  double number(String setting) {
    JsonNode value = config.get(setting);
    return value == null ? 0 : value.asDouble();
  }

  /** Refuses a setting that is not what it is in what there is. */
  void mustBe(String setting, Object expected) throws FormatException {
    JsonNode value = config.get(setting);
    if (value != null && !value.isNull() && !value.asText().equals(String.valueOf(expected))) {
      throw refused("has %s = %s; expected %s".formatted(setting, value, expected));
    }
  }

  /** {@return a layer that stands in a setting of this one} */
  KerasLayer inner(String setting) throws FormatException {
    JsonNode inner = get(setting);
    JsonNode own = inner.path("config");
    return new KerasLayer(
        inner.path("class_name").asText(), name + "/" + own.path("name").asText(), own, List.of());
  }

  FormatException refused(String what) {
    return new FormatException("the %s '%s' %s".formatted(kind, name, what));
  }
}
