package org.lstm4j.samples.prices;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.lstm4j.samples.failure.InputException;

/**
 * Turns the text of one row into a date and a price, or says what is wrong with it.
 *
 * @param file the file, for messages
 * @param line the line, counted from 1
 */
record PriceCell(Path file, long line) {
  private static final int DATE_LENGTH = "yyyy-MM-dd".length();
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d"
              + "([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)? ?(Z|[+-]\\d\\d:?\\d\\d)?)?");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Set<String> MISSING = Set.of("", "null", "none", "n/a", "na", "-");
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  static boolean looksLikeDate(String text) {
    return DATE.matcher(text).matches();
  }

  /** Parses {@code yyyy-MM-dd}; a time part behind it is left out. */
  LocalDate date(String text) {
    if (looksLikeDate(text)) {
      try {
        return LocalDate.parse(text.substring(0, DATE_LENGTH));
      } catch (DateTimeException e) {
        throw new InputException(at("'%s' is not a day of the calendar".formatted(text)), e);
      }
    }
    throw new InputException(at("'%s' is not a date; expected yyyy-MM-dd".formatted(text)));
  }

  /** Parses a positive, finite price. */
  double price(String text, String column) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (MISSING.contains(lower)) {
      throw new InputException(
          at(
              "no price in column '%s' ('%s'); remove the row or fill it in"
                  .formatted(column, text)));
    }
    boolean number = NUMBER.matcher(text).matches();
    if (!number && !NOT_FINITE.contains(lower)) {
      throw new InputException(at("'%s' in column '%s' is not a number".formatted(text, column)));
    }
    double price = number ? Double.parseDouble(text) : Double.NaN;
    if (!(price > 0) || Double.isInfinite(price)) {
      throw new InputException(
          at("price '%s' in column '%s' is not positive and finite".formatted(text, column)));
    }
    return price;
  }

  private String at(String what) {
    return "%s, line %d: %s".formatted(file, line, what);
  }
}
