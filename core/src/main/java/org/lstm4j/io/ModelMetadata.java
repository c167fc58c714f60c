package org.lstm4j.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Scaler;
import org.lstm4j.data.StandardScaler;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerKinds;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Settings;
import org.lstm4j.model.ModelSpec;

/**
 * Architecture and preprocessing as safetensors metadata:
 *
 * <pre>
 * format               pt (the layout of the tensors is PyTorch's)
 * lstm4j.version       3
 * lstm4j.model         {"input":"values","input_size":1,"layers":[
 *                       {"kind":"lstm","settings":{"hidden_size":32,"gate":"sigmoid",…}},
 *                       {"kind":"last_step","settings":{}},
 *                       {"kind":"dense","settings":{"outputs":1}}]}
 * lstm4j.scaler        {"kind":"min_max","minima":[…],"maxima":[…],"margin":…}
 *                      or {"kind":"standard","means":[…],"deviations":[…]}
 * lstm4j.vocabulary    the characters in their order
 * lstm4j.sha256        of all tensors and of the other metadata
 * note.NAME            a text of the user's own
 * </pre>
 *
 * <p>Version 2, which is still read, need not have a sum. Version 1, which is too, which is still
 * read, had LSTM layers only, with the size of one dense layer or 0 as {@code head_size} and {@code
 * output} {@code sequence} or {@code last}.
 */
final class ModelMetadata {
  /** With which the entries of our files begin. */
  static final String OURS = "lstm4j.";

  private static final String INPUT = "input";
  private static final String INPUT_SIZE = "input_size";
  private static final String LAYERS = "layers";
  private static final String VERSION = "lstm4j.version";
  private static final String CURRENT_VERSION = "3";
  static final String SUM = "lstm4j.sha256";
  private static final String FORMAT = "format";
  private static final String MODEL = "lstm4j.model";
  private static final String SCALER = "lstm4j.scaler";
  private static final String VOCABULARY = "lstm4j.vocabulary";
  private static final String NOTE = "note.";
  private static final String MIN_MAX = "min_max";
  private static final String STANDARD = "standard";
  private static final Set<String> KNOWN = Set.of(FORMAT, VERSION, MODEL, SCALER, VOCABULARY, SUM);

  private ModelMetadata() {}

  static Map<String, String> write(
      ModelSpec spec, Preprocessing preprocessing, Map<String, String> notes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, "pt");
    metadata.put(VERSION, CURRENT_VERSION);
    metadata.put(MODEL, Json.write(model(spec)));
    preprocessing.scaler().ifPresent(scaler -> metadata.put(SCALER, Json.write(scalerMap(scaler))));
    preprocessing
        .vocabulary()
        .ifPresent(vocabulary -> metadata.put(VOCABULARY, vocabulary.characters()));
    new TreeMap<>(notes).forEach((name, text) -> metadata.put(NOTE + name, text));
    return metadata;
  }

  private static Map<String, Object> model(ModelSpec spec) {
    return new Settings()
        .with(INPUT, spec.input())
        .with(INPUT_SIZE, spec.inputSize())
        .with(LAYERS, LayerKinds.write(spec.layers()))
        .values();
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

  /**
   * Checks that a file is as it was saved.
   *
   * @throws FormatException if there is an entry of another name, or the sum is missing or another
   */
  static void check(SafeTensors file) throws FormatException {
    Map<String, String> metadata = file.metadata();
    for (String key : metadata.keySet()) {
      if (!KNOWN.contains(key) && !key.startsWith(NOTE)) {
        throw new FormatException(
            "there is an unknown entry '%s'; expected %s or notes, %s…"
                .formatted(key, new TreeSet<>(KNOWN), NOTE));
      }
    }
    if (metadata.containsKey(SUM) || CURRENT_VERSION.equals(metadata.get(VERSION))) {
      file.checkSum(SUM);
    }
  }

  static Map<String, String> notes(Map<String, String> metadata) {
    Map<String, String> notes = new TreeMap<>();
    metadata.forEach((name, text) -> {
      if (name.startsWith(NOTE)) {
        notes.put(name.substring(NOTE.length()), text);
      }
    });
    return notes;
  }

  static ModelSpec spec(Map<String, String> metadata, LayerKinds kinds) throws FormatException {
    String version = metadata.get(VERSION);
    if (version == null) {
      throw new FormatException(
          "the file has no '%s'; it was not written by lstm4j: read its weights as a StateDict"
              .formatted(VERSION));
    }
    Settings model = settings(MODEL, metadata);
    return switch (version) {
      case "1" -> firstVersion(model);
      case "2", CURRENT_VERSION -> spec(model, kinds);
      default ->
          throw new FormatException(
              "the file's '%s' is %s; expected 1, 2 or %s"
                  .formatted(VERSION, version, CURRENT_VERSION));
    };
  }

  private static ModelSpec spec(Settings model, LayerKinds kinds) {
    List<LayerSpec> layers = kinds.readAll(model, LAYERS);
    Kind input = model.constant(INPUT, Kind.class);
    ModelSpec spec = new ModelSpec(input, model.size(INPUT_SIZE), layers);
    model.checkAllRead();
    return spec;
  }

  /** LSTM layers with at most one dense layer on top, at every step or the last. */
  private static ModelSpec firstVersion(Settings model) {
    List<LayerSpec> layers = new ArrayList<>();
    for (Settings layer : model.settingsList(LAYERS)) {
      layers.add(LayerKinds.all().read("lstm", layer));
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the model has no LSTM layer; expected at least one");
    }
    if (model.constant("output", ModelSpec.Output.class) == ModelSpec.Output.LAST) {
      layers.add(new LastStep());
    }
    int headSize = model.wholeNumber("head_size", 0);
    if (headSize > 0) {
      layers.add(new Dense(headSize));
    }
    Kind input = model.constant(INPUT, Kind.class);
    ModelSpec spec = new ModelSpec(input, model.size(INPUT_SIZE), layers);
    model.checkAllRead();
    return spec;
  }

  private static Settings settings(String entry, Map<String, String> metadata)
      throws FormatException {
    String json = metadata.get(entry);
    return new Settings(entry, json == null ? null : Json.parse(json));
  }

  static Preprocessing preprocessing(Map<String, String> metadata) throws FormatException {
    Optional<Scaler> scaler = Optional.empty();
    if (metadata.containsKey(SCALER)) {
      Settings fields = settings(SCALER, metadata);
      scaler = Optional.of(scaler(fields));
      fields.checkAllRead();
    }
    return new Preprocessing(
        scaler, Optional.ofNullable(metadata.get(VOCABULARY)).map(ModelMetadata::vocabulary));
  }

  private static Vocabulary vocabulary(String characters) {
    Vocabulary vocabulary = Vocabulary.of(characters);
    if (!vocabulary.characters().equals(characters)) {
      throw new IllegalArgumentException(
          "'%s' has a character twice; expected each once".formatted(VOCABULARY));
    }
    return vocabulary;
  }

  private static Scaler scaler(Settings fields) throws FormatException {
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

  private static List<Object> list(double[] values) {
    List<Object> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return list;
  }
}
