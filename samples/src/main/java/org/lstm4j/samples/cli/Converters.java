package org.lstm4j.samples.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lstm4j.samples.prices.RowOrder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns the text behind an option into its value, or says what was expected. */
public final class Converters {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private Converters() {}

  static final class PositiveInt implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      int value;
      try {
        value = Integer.parseInt(text);
      } catch (NumberFormatException _) {
        value = 0;
      }
      if (value > 0) {
        return value;
      }
      throw unexpected(text, "a whole number from 1 to " + Integer.MAX_VALUE);
    }
  }

  static final class AnyLong implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException _) {
        throw unexpected(text, "a whole number of 64 bits");
      }
    }
  }

  /** Reads a positive, finite number. */
  public static final class PositiveDouble implements ITypeConverter<Double> {
    /** Called by the command line. */
    public PositiveDouble() {}

    @Override
    public Double convert(String text) {
      double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
      if (value > 0 && value <= Double.MAX_VALUE) {
        return value;
      }
      throw unexpected(text, "a finite number above 0");
    }
  }

  static final class Every implements ITypeConverter<CheckpointEvery> {
    @Override
    public CheckpointEvery convert(String text) {
      try {
        return CheckpointEvery.parse(text);
      } catch (IllegalArgumentException _) {
        throw unexpected(text, "a number of epochs, steps or minutes, such as 10, 500steps, 5min");
      }
    }
  }

  static final class IsoDate implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException _) {
        throw unexpected(text, "a date such as 2020-12-31");
      }
    }
  }

  static final class Backend implements ITypeConverter<BackendChoice> {
    @Override
    public BackendChoice convert(String text) {
      return choice(BackendChoice.values(), text);
    }
  }

  /** Reads {@code train} or {@code all}. */
  public static final class Scale implements ITypeConverter<ScaleOn> {
    /** Called by the command line. */
    public Scale() {}

    @Override
    public ScaleOn convert(String text) {
      return choice(ScaleOn.values(), text);
    }
  }

  static final class Order implements ITypeConverter<RowOrder> {
    @Override
    public RowOrder convert(String text) {
      return choice(RowOrder.values(), text);
    }
  }

  private static <E extends Enum<E>> E choice(E[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            unexpected(
                text,
                Arrays.stream(values)
                    .map(value -> value.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""))));
  }

  private static TypeConversionException unexpected(String text, String expected) {
    return new TypeConversionException("'%s' is not %s".formatted(text, expected));
  }
}
