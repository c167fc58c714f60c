package org.lstm4j.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Scaler;
import org.lstm4j.data.StandardScaler;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.model.LstmSpec;
import org.lstm4j.model.ModelSpec;

/**
 * Architecture and preprocessing as safetensors metadata:
 *
 * <pre>
 * format               pt (the layout of the tensors is PyTorch's)
 * lstm4j.version       1
 * lstm4j.model         {"input":"values","input_size":1,"output":"last","head_size":1,"layers":[
 *                       {"hidden_size":32,"gate":"sigmoid","candidate":"tanh","cell":"tanh"}]}
 * lstm4j.scaler        {"kind":"min_max","minima":[…],"maxima":[…],"margin":…}
 *                      or {"kind":"standard","means":[…],"deviations":[…]}
 * lstm4j.vocabulary    the characters in their order
 * </pre>
 */
final class ModelMetadata {
  private static final String VERSION = "lstm4j.version";
  private static final String CURRENT_VERSION = "1";
  private static final String MODEL = "lstm4j.model";
  private static final String SCALER = "lstm4j.scaler";
  private static final String VOCABULARY = "lstm4j.vocabulary";
  private static final String MIN_MAX = "min_max";
  private static final String STANDARD = "standard";

  private ModelMetadata() {}

  static Map<String, String> write(ModelSpec spec, Preprocessing preprocessing) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(VERSION, CURRENT_VERSION);
    metadata.put(MODEL, Json.write(model(spec)));
    preprocessing.scaler().ifPresent(scaler -> metadata.put(SCALER, Json.write(scalerMap(scaler))));
    preprocessing
        .vocabulary()
        .ifPresent(vocabulary -> metadata.put(VOCABULARY, vocabulary.characters()));
    return metadata;
  }

  private static Map<String, Object> model(ModelSpec spec) {
    List<Object> layers = new ArrayList<>();
    for (LstmSpec layer : spec.layers()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("hidden_size", (long) layer.hiddenSize());
      map.put("gate", lower(layer.activations().gate()));
      map.put("candidate", lower(layer.activations().candidate()));
      map.put("cell", lower(layer.activations().cell()));
      layers.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("input", lower(spec.input()));
    map.put("input_size", (long) spec.inputSize());
    map.put("output", lower(spec.output()));
    map.put("head_size", (long) spec.headSize());
    map.put("layers", layers);
    return map;
  }

  private static Map<String, Object> scalerMap(Scaler scaler) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (scaler) {
      case MinMaxScaler minMax -> {
        map.put("kind", MIN_MAX);
        map.put("minima", list(minMax.minima()));
        map.put("maxima", list(minMax.maxima()));
        map.put("margin", minMax.margin());
      }
      case StandardScaler standard -> {
        map.put("kind", STANDARD);
        map.put("means", list(standard.means()));
        map.put("deviations", list(standard.deviations()));
      }
    }
    return map;
  }

  static ModelSpec spec(Map<String, String> metadata) throws FormatException {
    String version = metadata.get(VERSION);
    if (version == null) {
      throw new FormatException(
          "the file has no '%s'; it was not written by lstm4j".formatted(VERSION));
    }
    if (!version.equals(CURRENT_VERSION)) {
      throw new FormatException(
          "the file's '%s' is %s; expected %s".formatted(VERSION, version, CURRENT_VERSION));
    }
    Fields model = new Fields(MODEL, metadata.get(MODEL));
    List<LstmSpec> layers = new ArrayList<>();
    for (Object layer : model.list("layers")) {
      Fields fields = new Fields(MODEL, layer);
      layers.add(
          new LstmSpec(
              fields.size("hidden_size"),
              new GateActivations(
                  fields.constant("gate", Activation.class),
                  fields.constant("candidate", Activation.class),
                  fields.constant("cell", Activation.class))));
    }
    return new ModelSpec(
        model.constant("input", ModelSpec.Input.class),
        model.size("input_size"),
        layers,
        model.size("head_size"),
        model.constant("output", ModelSpec.Output.class));
  }

  static Preprocessing preprocessing(Map<String, String> metadata) throws FormatException {
    Optional<Scaler> scaler = Optional.empty();
    if (metadata.containsKey(SCALER)) {
      scaler = Optional.of(scaler(new Fields(SCALER, metadata.get(SCALER))));
    }
    return new Preprocessing(
        scaler, Optional.ofNullable(metadata.get(VOCABULARY)).map(Vocabulary::of));
  }

  private static Scaler scaler(Fields fields) throws FormatException {
    String kind = fields.text("kind");
    return switch (kind) {
      case MIN_MAX ->
          new MinMaxScaler(
              fields.numbers("minima"), fields.numbers("maxima"), fields.number("margin"));
      case STANDARD -> new StandardScaler(fields.numbers("means"), fields.numbers("deviations"));
      default ->
          throw new FormatException(
              "%s: the kind is '%s'; expected %s or %s".formatted(SCALER, kind, MIN_MAX, STANDARD));
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static List<Object> list(double[] values) {
    List<Object> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  /** The fields of one JSON object, with errors that name the metadata entry and the field. */
  private static final class Fields {
    private final String entry;
    private final Map<?, ?> map;

    Fields(String entry, String json) throws FormatException {
      this(entry, json == null ? null : Json.parse(json));
    }

    Fields(String entry, Object value) throws FormatException {
      if (!(value instanceof Map<?, ?> object)) {
        throw new FormatException("'%s' is missing or no JSON object".formatted(entry));
      }
      this.entry = entry;
      this.map = object;
    }

    String text(String key) throws FormatException {
      if (map.get(key) instanceof String text) {
        return text;
      }
      throw wrong(key, "a string");
    }

    int size(String key) throws FormatException {
      if (map.get(key) instanceof Long size && size >= 0 && size <= Integer.MAX_VALUE) {
        return size.intValue();
      }
      throw wrong(key, "a whole number of at least 0");
    }

    double number(String key) throws FormatException {
      if (map.get(key) instanceof Number number) {
        return number.doubleValue();
      }
      throw wrong(key, "a number");
    }

    List<?> list(String key) throws FormatException {
      if (map.get(key) instanceof List<?> list) {
        return list;
      }
      throw wrong(key, "a list");
    }

    double[] numbers(String key) throws FormatException {
      List<?> list = list(key);
      double[] numbers = new double[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        if (!(list.get(i) instanceof Number number)) {
          throw wrong(key, "a list of numbers");
        }
        numbers[i] = number.doubleValue();
      }
      return numbers;
    }

    <E extends Enum<E>> E constant(String key, Class<E> type) throws FormatException {
      String name = text(key);
      List<E> constants = List.of(type.getEnumConstants());
      for (E constant : constants) {
        if (lower(constant).equals(name)) {
          return constant;
        }
      }
      throw wrong(key, "one of " + constants.toString().toLowerCase(Locale.ROOT));
    }

    private FormatException wrong(String key, String expected) {
      return new FormatException(
          "'%s': %s is %s; expected %s".formatted(entry, key, map.get(key), expected));
    }
  }
}
