package org.lstm4j.samples.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lstm4j.samples.failure.InputException;
import org.lstm4j.samples.prices.PriceFile;
import org.lstm4j.samples.prices.PriceSelection;
import org.lstm4j.samples.prices.PriceSeries;
import org.lstm4j.samples.prices.RowOrder;
import picocli.CommandLine.Option;

/** The options of experiments on daily prices. */
public final class PriceOptions {
  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "CSV file with prices, as AlphaVantage or Yahoo export it, or with a date column and a"
              + " named one (default: generated prices)")
  private Path csv;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "price column (default: Close or 4. close)")
  private String column;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      converter = Converters.IsoDate.class,
      description = "first day to use, yyyy-MM-dd")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      converter = Converters.IsoDate.class,
      description = "last day to use, yyyy-MM-dd")
  private LocalDate to;

  @Option(
      names = "--order",
      paramLabel = "date|file",
      converter = Converters.Order.class,
      description = "rows sorted by date, or as they stand in the file (default: date)")
  private RowOrder order;

  @Option(
      names = "--look-back",
      paramLabel = "N",
      converter = Converters.PositiveInt.class,
      description = "days that a forecast sees (default: below)")
  private Integer lookBack;

  /** Starts with nothing given. */
  public PriceOptions() {}

  /**
   * Tells how many days a forecast sees.
   *
   * @param byDefault the experiment's own number
   * @return the given number, or that one
   */
  public int lookBack(int byDefault) {
    return Objects.requireNonNullElse(lookBack, byDefault);
  }

  /**
   * Tells whether rows are used as they stand in the file, so that dates need not ascend.
   *
   * @return true with {@code --order file}
   */
  public boolean inFileOrder() {
    return order == RowOrder.FILE;
  }

  /**
   * Reads the prices that the user asked for.
   *
   * @return empty if no file is given: the experiment generates prices then
   * @throws InputException if the options contradict each other or the file cannot be used
   */
  public Optional<PriceSeries> read() {
    if (csv == null) {
      rejectWithoutFile();
      return Optional.empty();
    }
    LocalDate first = Objects.requireNonNullElse(from, LocalDate.MIN);
    LocalDate last = Objects.requireNonNullElse(to, LocalDate.MAX);
    if (first.isAfter(last)) {
      throw new InputException("--from %s is after --to %s".formatted(first, last));
    }
    RowOrder rows = Objects.requireNonNullElse(order, RowOrder.DATE);
    return Optional.of(
        PriceFile.read(csv, new PriceSelection(Optional.ofNullable(column), first, last, rows)));
  }

  private void rejectWithoutFile() {
    record Given(String name, Object value) {}
    Stream.of(
            new Given("--column", column),
            new Given("--from", from),
            new Given("--to", to),
            new Given("--order", order))
        .filter(given -> given.value() != null)
        .findFirst()
        .ifPresent(given -> {
          throw new InputException(
              given.name() + " needs --csv FILE; without a file the prices are generated");
        });
  }
}
