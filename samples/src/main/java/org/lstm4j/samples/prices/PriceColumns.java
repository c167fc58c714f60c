package org.lstm4j.samples.prices;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.lstm4j.samples.failure.InputException;

/**
 * Where the date and the price stand in a row.
 *
 * @param date index of the date column
 * @param price index of the price column
 * @param priceName the price column's name as the file spells it
 */
record PriceColumns(int date, int price, String priceName) {
  private static final Set<String> DATE_NAMES = Set.of("date", "timestamp", "time");
  private static final List<String> CLOSE_NAMES = List.of("Close", "4. close");

  /**
   * Finds both columns. The date column is the one named date, timestamp or time, else the first.
   */
  static PriceColumns find(Path file, List<String> header, PriceSelection selection) {
    List<String> names = header.stream().map(String::strip).toList();
    if (PriceCell.looksLikeDate(names.getFirst())) {
      throw new InputException(
          "'%s' has no header line: it begins with '%s'; expected column names such as Date,Close"
              .formatted(file, names.getFirst()));
    }
    List<String> wanted = selection.column().map(List::of).orElse(CLOSE_NAMES);
    int price = indexOf(names, wanted);
    if (price < 0) {
      throw new InputException(
          "'%s' has no column '%s'; its columns are %s"
              .formatted(file, String.join("' or '", wanted), list(names)));
    }
    return new PriceColumns(dateColumn(names), price, names.get(price));
  }

  private static int dateColumn(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (DATE_NAMES.contains(names.get(i).toLowerCase(Locale.ROOT))) {
        return i;
      }
    }
    return 0;
  }

  private static int indexOf(List<String> names, List<String> wanted) {
    for (String name : wanted) {
      if (names.contains(name)) {
        return names.indexOf(name);
      }
    }
    for (int i = 0; i < names.size(); i++) {
      if (wanted.stream().anyMatch(names.get(i)::equalsIgnoreCase)) {
        return i;
      }
    }
    return -1;
  }

  private static String list(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }
}
