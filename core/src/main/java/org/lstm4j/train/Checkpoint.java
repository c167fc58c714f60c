package org.lstm4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;

/**
 * The state of a training run between two steps. What follows from the settings and the course so
 * far, such as learning rates and the counts of early stopping, is not kept but found again.
 *
 * @param settings what the run is, by name
 * @param step optimizer steps done
 * @param seconds time that it took
 * @param epochs figures of each epoch, see {@link TrainingRun}
 * @param tally sums of the epoch at hand
 * @param parameters the parameters
 * @param moments the optimizer's
 * @param best the parameters of the best epoch, where they are wanted and there are some
 */
record Checkpoint(
    Map<String, String> settings,
    long step,
    double seconds,
    List<double[]> epochs,
    double[] tally,
    float[] parameters,
    List<float[]> moments,
    Optional<float[]> best) {
  private static final String VERSION = "checkpoint.version";
  private static final String CURRENT_VERSION = "1";
  private static final String STEP = "checkpoint.step";
  private static final String SECONDS = "checkpoint.seconds";
  private static final String TALLY = "checkpoint.tally";
  private static final String EPOCHS = "checkpoint.epochs";
  private static final String SUM = "checkpoint.sha256";
  private static final String SETTING = "setting.";
  private static final String PARAMETERS = "parameters";
  private static final String MOMENT = "moment";
  private static final String BEST = "best";

  void write(Path path) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(PARAMETERS, tensor(parameters));
    for (int m = 0; m < moments.size(); m++) {
      tensors.put(MOMENT + m, tensor(moments.get(m)));
    }
    best.ifPresent(values -> tensors.put(BEST, tensor(values)));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(VERSION, CURRENT_VERSION);
    metadata.put(STEP, Long.toString(step));
    metadata.put(SECONDS, Double.toString(seconds));
    metadata.put(TALLY, text(tally));
    StringBuilder rows = new StringBuilder();
    epochs.forEach(row -> rows.append(text(row)).append('\n'));
    metadata.put(EPOCHS, rows.toString());
    settings.forEach((name, value) -> metadata.put(SETTING + name, value));
    new SafeTensors(tensors, metadata).withSum(SUM).write(path);
  }

  private static Tensor tensor(float[] values) {
    return new Tensor(List.of(values.length), values);
  }

  private static String text(double[] values) {
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      text.append(text.isEmpty() ? "" : " ").append(value);
    }
    return text.toString();
  }

  /**
   * Reads a checkpoint.
   *
   * @throws FormatException if it is damaged; the message names the file
   * @throws IOException if it cannot be read
   */
  static Checkpoint read(Path path) throws IOException {
    SafeTensors file = SafeTensors.read(path);
    try {
      file.checkSum(SUM);
      Map<String, String> metadata = file.metadata();
      if (!CURRENT_VERSION.equals(metadata.get(VERSION))) {
        throw new FormatException(
            "'%s' is %s; expected %s".formatted(VERSION, metadata.get(VERSION), CURRENT_VERSION));
      }
      Map<String, String> settings = new LinkedHashMap<>();
      metadata.forEach((key, value) -> {
        if (key.startsWith(SETTING)) {
          settings.put(key.substring(SETTING.length()), value);
        }
      });
      List<float[]> moments = new ArrayList<>();
      while (file.tensors().containsKey(MOMENT + moments.size())) {
        moments.add(values(file, MOMENT + moments.size()));
      }
      return new Checkpoint(
          settings,
          Long.parseLong(entry(metadata, STEP)),
          Double.parseDouble(entry(metadata, SECONDS)),
          entry(metadata, EPOCHS).lines().map(Checkpoint::numbers).toList(),
          numbers(entry(metadata, TALLY)),
          values(file, PARAMETERS),
          moments,
          file.tensors().containsKey(BEST) ? Optional.of(values(file, BEST)) : Optional.empty());
    } catch (FormatException | NumberFormatException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static String entry(Map<String, String> metadata, String key) throws FormatException {
    String value = metadata.get(key);
    if (value == null) {
      throw new FormatException("there is no '%s'".formatted(key));
    }
    return value;
  }

  private static float[] values(SafeTensors file, String name) throws FormatException {
    Tensor tensor = file.tensors().get(name);
    if (tensor == null) {
      throw new FormatException("there is no tensor '%s'".formatted(name));
    }
    return tensor.values();
  }

  private static double[] numbers(String text) {
    String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
    double[] numbers = new double[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Double.parseDouble(words[i]);
    }
    return numbers;
  }
}
