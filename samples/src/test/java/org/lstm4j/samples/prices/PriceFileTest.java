package org.lstm4j.samples.prices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.samples.failure.InputException;

class PriceFileTest {
  private static final String ALPHA_VANTAGE =
      """
      ,1. open,2. high,3. low,4. close,5. volume
      2020-01-07,13,13.5,12.5,13.25,300
      2020-01-06,12,12.5,11.5,12.25,200
      2020-01-03,11,11.5,10.5,11.25,100
      """;
  private static final String YAHOO =
      """
      Date,Open,High,Low,Close,Adj Close,Volume
      2020-01-03,11,11.5,10.5,11.25,5.5,100
      2020-01-06,12,12.5,11.5,12.25,6.5,200
      """;

  @TempDir private Path folder;

  @Test
  void alphaVantageIsSortedByDate() throws IOException {
    PriceSeries series = PriceFile.read(file(ALPHA_VANTAGE), PriceSelection.ALL);
    assertArrayEquals(new double[] {11.25, 12.25, 13.25}, series.toArray());
    assertEquals(LocalDate.of(2020, 1, 3), series.dates().getFirst());
    assertEquals(
        "prices.csv, column '4. close': 3 rows, 2020-01-03 to 2020-01-07", series.describe());
  }

  @Test
  void fileOrderKeepsTheRows() throws IOException {
    PriceSeries series = PriceFile.read(file(ALPHA_VANTAGE), in(RowOrder.FILE));
    assertArrayEquals(new double[] {13.25, 12.25, 11.25}, series.toArray());
    assertEquals(LocalDate.of(2020, 1, 7), series.dates().getFirst());
  }

  @Test
  void yahooUsesTheCloseByDefault() throws IOException {
    assertArrayEquals(
        new double[] {11.25, 12.25}, PriceFile.read(file(YAHOO), PriceSelection.ALL).toArray());
  }

  @ParameterizedTest
  @CsvSource({"Adj Close, 5.5", "adj close, 5.5", "LOW, 10.5", "High, 11.5"})
  void columnIsFoundByName(String column, double first) throws IOException {
    PriceSeries series = PriceFile.read(file(YAHOO), column(column));
    assertEquals(first, series.prices().getDouble(0));
  }

  @Test
  void exactNameGoesBeforeAnotherCase() throws IOException {
    Path file = file("date,CLOSE,Close\n2020-01-03,1,2\n");
    assertEquals(2, PriceFile.read(file, PriceSelection.ALL).prices().getDouble(0));
    assertEquals(1, PriceFile.read(file, column("CLOSE")).prices().getDouble(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"date", "Date", "timestamp", "Time"})
  void dateColumnIsFoundByName(String name) throws IOException {
    Path file = file("id,Close," + name + "\r\n7,2.5,2020-01-03 00:00:00-05:00\r\n\r\n");
    PriceSeries series = PriceFile.read(file, PriceSelection.ALL);
    assertEquals(List.of(LocalDate.of(2020, 1, 3)), series.dates());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-01-03T09:30",
        "2020-01-03T09:30:00Z",
        "2020-01-03 16:00:00.000",
        "2020-01-03 00:00:00+0100"
      })
  void timePartIsLeftOut(String date) throws IOException {
    PriceSeries series = PriceFile.read(file("x,close\n" + date + ",1\n"), PriceSelection.ALL);
    assertEquals(List.of(LocalDate.of(2020, 1, 3)), series.dates());
  }

  @Test
  void byteOrderMarkIsLeftOut() throws IOException {
    PriceSeries series =
        PriceFile.read(file("\uFEFFDate,Close\n2020-01-03,1.5\n"), PriceSelection.ALL);
    assertEquals(1, series.size());
  }

  @Test
  void sliceIncludesBothEnds() throws IOException {
    PriceSeries series = PriceFile.read(file(ALPHA_VANTAGE), days("2020-01-03", "2020-01-06"));
    assertArrayEquals(new double[] {11.25, 12.25}, series.toArray());
  }

  @Test
  void badPriceOutsideTheSliceDoesNotMatter() throws IOException {
    Path file = file("Date,Close\n2020-01-02,null\n2020-01-03,1.5\n");
    assertEquals(1, PriceFile.read(file, days("2020-01-03", "2020-12-31")).size());
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("none.csv");
    assertRefused(file, PriceSelection.ALL, "price file '%s' does not exist");
  }

  @Test
  void folderIsRefused() {
    assertRefused(folder, PriceSelection.ALL, "'%s' is a folder; expected a CSV file with prices");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n"})
  void emptyFileIsRefused(String text) throws IOException {
    assertRefused(
        file(text), PriceSelection.ALL, "'%s' is empty; expected a CSV file with a header line");
  }

  @Test
  void headerAloneIsRefused() throws IOException {
    assertRefused(file("Date,Close\n"), PriceSelection.ALL, "'%s' has a header line but no rows");
  }

  @Test
  void missingHeaderIsNoticed() throws IOException {
    assertRefused(
        file("2020-01-03,1.5\n"),
        PriceSelection.ALL,
        "'%s' has no header line: it begins with '2020-01-03'; expected column names such as"
            + " Date,Close");
  }

  @Test
  void unknownColumnListsTheOthers() throws IOException {
    assertRefused(
        file("Date,Open,Low\n2020-01-03,1,2\n"),
        column("Hihg"),
        "'%s' has no column 'Hihg'; its columns are 'Date', 'Open', 'Low'");
    assertRefused(
        file("Date,Open,Low\n2020-01-03,1,2\n"),
        PriceSelection.ALL,
        "'%s' has no column 'Close' or '4. close'; its columns are 'Date', 'Open', 'Low'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2020-01-06,abc   | 'abc' in column 'Close' is not a number",
        "2020-01-06,1.5f  | '1.5f' in column 'Close' is not a number",
        "2020-01-06,null  | no price in column 'Close' ('null'); remove the row or fill it in",
        "2020-01-06,      | no price in column 'Close' (''); remove the row or fill it in",
        "2020-01-06       | no price in column 'Close' (''); remove the row or fill it in",
        "2020-01-06,0     | price '0' in column 'Close' is not positive and finite",
        "2020-01-06,-1.5  | price '-1.5' in column 'Close' is not positive and finite",
        "2020-01-06,NaN   | price 'NaN' in column 'Close' is not positive and finite",
        "2020-01-06,inf   | price 'inf' in column 'Close' is not positive and finite",
        "2020-01-06,1e999 | price '1e999' in column 'Close' is not positive and finite",
        "06.01.2020,1.5   | '06.01.2020' is not a date; expected yyyy-MM-dd",
        "2020-01-06x,1.5  | '2020-01-06x' is not a date; expected yyyy-MM-dd",
        "2020-02-30,1.5   | '2020-02-30' is not a day of the calendar",
      })
  void badRowIsNamedWithItsLine(String row, String message) throws IOException {
    assertRefused(
        file("Date,Close\n2020-01-03,1.5\n\n" + row + "\n"),
        PriceSelection.ALL,
        "%s, line 4: " + message);
  }

  @Test
  void emptySliceTellsTheRangeOfTheFile() throws IOException {
    assertRefused(
        file(ALPHA_VANTAGE),
        days("2021-01-01", "2021-12-31"),
        "'%s' has no rows from 2021-01-01 to 2021-12-31; its dates run from 2020-01-03 to"
            + " 2020-01-07");
  }

  @Test
  void openSliceIsNamedByItsOneEnd() throws IOException {
    PriceSelection late =
        new PriceSelection(
            Optional.empty(), LocalDate.of(2021, 1, 1), LocalDate.MAX, RowOrder.DATE);
    assertRefused(
        file(ALPHA_VANTAGE),
        late,
        "'%s' has no rows from 2021-01-01; its dates run from 2020-01-03 to 2020-01-07");
  }

  @Test
  void sameDayTwiceIsRefused() throws IOException {
    assertRefused(
        file("Date,Close\n2020-01-03,1\n2020-01-06,2\n2020-01-03,3\n"),
        PriceSelection.ALL,
        "'%s' has two rows for 2020-01-03, lines 2 and 4; expected one row a day");
  }

  @Test
  void unclosedQuoteIsNotCsv() throws IOException {
    Path file = file("Date,Close\n2020-01-03,\"1.5" + "x".repeat(20 << 20));
    InputException e =
        assertThrows(InputException.class, () -> PriceFile.read(file, PriceSelection.ALL));
    assertEquals("'%s' is not a CSV file".formatted(file), e.getMessage().split(": ", 2)[0]);
  }

  private void assertRefused(Path file, PriceSelection selection, String message) {
    InputException e = assertThrows(InputException.class, () -> PriceFile.read(file, selection));
    assertEquals(message.replace("%s", file.toString()), e.getMessage());
  }

  private Path file(String text) throws IOException {
    Path file = folder.resolve("prices.csv");
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static PriceSelection column(String name) {
    return new PriceSelection(Optional.of(name), LocalDate.MIN, LocalDate.MAX, RowOrder.DATE);
  }

  private static PriceSelection in(RowOrder order) {
    return new PriceSelection(Optional.empty(), LocalDate.MIN, LocalDate.MAX, order);
  }

  private static PriceSelection days(String from, String to) {
    return new PriceSelection(
        Optional.empty(), LocalDate.parse(from), LocalDate.parse(to), RowOrder.DATE);
  }
}
