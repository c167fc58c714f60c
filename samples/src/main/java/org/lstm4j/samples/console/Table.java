package org.lstm4j.samples.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An aligned text table: a header, a rule, and rows. Columns that hold words are aligned left,
 * columns that hold figures right.
 */
public final class Table {
  private static final String GAP = "  ";

  private record Column(String name, boolean right) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table without columns. */
  public Table() {}

  /**
   * Starts a table of figures: words on the left, and the run beside the document that it
   * reproduces.
   *
   * @return a table with the columns {@code figure}, {@code this run} and {@code document}
   */
  public static Table besideDocument() {
    return new Table().words("figure").figures("this run").figures("document");
  }

  /**
   * Adds a column that is aligned left.
   *
   * @param name its heading
   * @return this table
   */
  public Table words(String name) {
    return column(name, false);
  }

  /**
   * Adds a column that is aligned right.
   *
   * @param name its heading
   * @return this table
   */
  public Table figures(String name) {
    return column(name, true);
  }

  private Table column(String name, boolean right) {
    if (!rows.isEmpty()) {
      throw new IllegalStateException("column '" + name + "' comes after the first row");
    }
    columns.add(new Column(name, right));
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells one text for each column; empty where there is nothing to say
   * @return this table
   */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /**
   * Prints the table.
   *
   * @param out where it goes
   */
  public void print(PrintStream out) {
    lines().forEach(out::println);
  }

  /**
   * Lays the table out.
   *
   * @return its lines, none with spaces at the end
   */
  public List<String> lines() {
    int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
    List<String> lines = new ArrayList<>(rows.size() + 2);
    lines.add(line(columns.stream().map(Column::name).toList(), widths));
    lines.add(IntStream.of(widths).mapToObj("-"::repeat).collect(Collectors.joining(GAP)));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int width(int column) {
    int width = length(columns.get(column).name());
    for (List<String> row : rows) {
      width = Math.max(width, length(row.get(column)));
    }
    return width;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths[i] - length(cell));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
