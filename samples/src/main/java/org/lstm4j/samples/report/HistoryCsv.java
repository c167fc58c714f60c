package org.lstm4j.samples.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The course of a training, one row an epoch, for {@code history.csv}. */
public final class HistoryCsv {
  /** The name of the file. */
  public static final String FILE_NAME = "history.csv";

  /**
   * One epoch.
   *
   * @param epoch its number as the experiment counts
   * @param trainLoss the loss on the training part
   * @param validationLoss the loss on the validation part, if there is one
   * @param learningRate the learning rate of the epoch
   * @param seconds the time that the epoch took
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      OptionalDouble validationLoss,
      double learningRate,
      double seconds) {}

  private final List<Epoch> epochs = new ArrayList<>();

  /** Starts without epochs. */
  public HistoryCsv() {}

  /**
   * Adds an epoch.
   *
   * @param epoch the next one
   */
  public void add(Epoch epoch) {
    epochs.add(epoch);
  }

  /**
   * Lists the epochs so far.
   *
   * @return them in the order of adding
   */
  public List<Epoch> epochs() {
    return List.copyOf(epochs);
  }

  /**
   * Writes {@code history.csv}.
   *
   * @param out where to; not closed
   * @throws IOException if writing fails
   */
  public void writeTo(OutputStream out) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord("epoch", "trainLoss", "validationLoss", "learningRate", "seconds");
      for (Epoch epoch : epochs) {
        csv.writeRecord(
            Integer.toString(epoch.epoch()),
            Double.toString(epoch.trainLoss()),
            epoch.validationLoss().stream().mapToObj(Double::toString).findFirst().orElse(""),
            Double.toString(epoch.learningRate()),
            String.format(Locale.ROOT, "%.6f", epoch.seconds()));
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
