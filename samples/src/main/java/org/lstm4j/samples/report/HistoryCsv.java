package org.lstm4j.samples.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.file.Path;
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
   * @param folder the folder of the run
   * @throws IOException if writing fails
   */
  public void write(OutputFolder folder) throws IOException {
    folder.write(FILE_NAME, this::writeCsv);
  }

  private void writeCsv(Path file) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file)) {
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
  }
}
