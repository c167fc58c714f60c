package org.lstm4j.samples.models;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.lstm4j.samples.failure.InputException;

/** Rows of numbers from a CSV file or from standard input, one after the other. */
final class InputRows implements Closeable {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final String source;
  private final int columns;
  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> records;
  private boolean begun;

  private InputRows(String source, int columns, InputStream in) {
    this.source = source;
    this.columns = columns;
    csv =
        CsvReader.builder()
            .detectBomHeader(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8));
    records = csv.iterator();
  }

  /**
   * Opens a file.
   *
   * @param path the file, or {@code -} for standard input
   * @param columns numbers in each row
   */
  static InputRows open(Path path, int columns) throws IOException {
    return path.toString().equals("-")
        ? new InputRows("standard input", columns, System.in)
        : new InputRows("'%s'".formatted(path), columns, Files.newInputStream(path));
  }

  /**
   * {@return the next row; null after the last. The first one may have names in place of numbers}
   */
  double[] next() {
    try {
      while (records.hasNext()) {
        CsvRecord row = records.next();
        boolean isFirst = !begun;
        begun = true;
        boolean isEmpty = row.getFields().stream().allMatch(String::isBlank);
        boolean isHeader =
            isFirst && row.getFields().stream().noneMatch(field -> isNumber(field.strip()));
        if (!isEmpty && !isHeader) {
          return numbers(row);
        }
      }
      return null;
    } catch (CsvParseException e) {
      throw new InputException("%s is no CSV: %s".formatted(source, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new InputException("%s cannot be read: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private double[] numbers(CsvRecord row) {
    if (row.getFieldCount() != columns) {
      throw new InputException(
          "%s, line %d has %d columns; the model reads %d"
              .formatted(source, row.getStartingLineNumber(), row.getFieldCount(), columns));
    }
    double[] numbers = new double[columns];
    for (int i = 0; i < columns; i++) {
      String text = row.getField(i).strip();
      double number = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
      if (!Float.isFinite((float) number)) {
        throw new InputException(
            "%s, line %d, column %d is '%s'; expected a number"
                .formatted(source, row.getStartingLineNumber(), i + 1, text));
      }
      numbers[i] = number;
    }
    return numbers;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
