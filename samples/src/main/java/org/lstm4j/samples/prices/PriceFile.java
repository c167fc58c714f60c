package org.lstm4j.samples.prices;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.samples.failure.Failure;
import org.lstm4j.samples.failure.InputException;

/**
 * Reads daily prices from a CSV file with a header line: the exports of AlphaVantage and Yahoo, or
 * any file with a date column and a named price column.
 *
 * <p>Every row needs a date. Prices are checked in the wanted slice only, so that a slice can leave
 * a bad stretch of a file out.
 */
public final class PriceFile {
  private final Path file;
  private final PriceSelection selection;

  private PriceFile(Path file, PriceSelection selection) {
    this.file = file;
    this.selection = selection;
  }

  private record Row(long line, LocalDate date, double price) {}

  /**
   * Reads the wanted prices.
   *
   * @param file a CSV file, UTF-8
   * @param selection column, slice and order
   * @return at least one row
   * @throws InputException if the file cannot be read, has no such column, holds a date or a price
   *     that is not one, names a day twice, or has no row in the slice
   */
  public static PriceSeries read(Path file, PriceSelection selection) {
    if (!Files.exists(file)) {
      throw new InputException("price file '%s' does not exist".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new InputException("'%s' is a folder; expected a CSV file with prices".formatted(file));
    }
    return new PriceFile(file, selection).read();
  }

  private PriceSeries read() {
    try (CsvReader<CsvRecord> csv = openCsv()) {
      CloseableIterator<CsvRecord> records = csv.iterator();
      if (!records.hasNext()) {
        throw new InputException(
            "'%s' is empty; expected a CSV file with a header line".formatted(file));
      }
      PriceColumns columns = PriceColumns.find(file, records.next().getFields(), selection);
      return series(columns, records);
    } catch (CsvParseException e) {
      throw new InputException("'%s' is not a CSV file: %s".formatted(file, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CsvReader<CsvRecord> openCsv() throws IOException {
    return CsvReader.builder()
        .detectBomHeader(true)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(file);
  }

  private InputException unreadable(IOException e) {
    String why =
        switch (e) {
          case CharacterCodingException _ -> "'%s' is not a text file in UTF-8".formatted(file);
          case FileSystemException f -> "cannot read " + Failure.reason(f);
          default -> "cannot read '%s': %s".formatted(file, e.getMessage());
        };
    return new InputException(why, e);
  }

  private PriceSeries series(PriceColumns columns, CloseableIterator<CsvRecord> records) {
    List<Row> rows = new ArrayList<>();
    LocalDate first = LocalDate.MAX;
    LocalDate last = LocalDate.MIN;
    while (records.hasNext()) {
      CsvRecord csvRow = records.next();
      PriceCell cell = new PriceCell(file, csvRow.getStartingLineNumber());
      LocalDate date = cell.date(field(csvRow, columns.date()));
      first = date.isBefore(first) ? date : first;
      last = date.isAfter(last) ? date : last;
      if (selection.contains(date)) {
        double price = cell.price(field(csvRow, columns.price()), columns.priceName());
        rows.add(new Row(cell.line(), date, price));
      }
    }
    if (rows.isEmpty()) {
      throw nothingLeft(first, last);
    }
    rejectDuplicates(rows);
    if (selection.order() == RowOrder.DATE) {
      rows.sort(Comparator.comparing(Row::date));
    }
    String source = "%s, column '%s'".formatted(file.getFileName(), columns.priceName());
    return new PriceSeries(
        source,
        rows.stream().map(Row::date).toList(),
        DoubleArrayList.toList(rows.stream().mapToDouble(Row::price)));
  }

  private static String field(CsvRecord csvRow, int index) {
    return index < csvRow.getFieldCount() ? csvRow.getField(index).strip() : "";
  }

  private InputException nothingLeft(LocalDate first, LocalDate last) {
    if (first.isAfter(last)) {
      return new InputException("'%s' has a header line but no rows".formatted(file));
    }
    return new InputException(
        "'%s' has no rows %s; its dates run from %s to %s"
            .formatted(file, selection.range(), first, last));
  }

  private void rejectDuplicates(List<Row> rows) {
    Map<LocalDate, Long> lines = new HashMap<>();
    for (Row row : rows) {
      Long earlier = lines.putIfAbsent(row.date(), row.line());
      if (earlier != null) {
        throw new InputException(
            "'%s' has two rows for %s, lines %d and %d; expected one row a day"
                .formatted(file, row.date(), earlier, row.line()));
      }
    }
  }
}
