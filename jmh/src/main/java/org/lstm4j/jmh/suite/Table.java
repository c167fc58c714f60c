package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: the first column of words, the others of figures. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> head;

  Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  void add(List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.size(), head.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** {@return whether it has no rows} */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** {@return the table; nothing at all without rows} */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", head)).append(" |\n");
    text.append("|---").append("|---:".repeat(head.size() - 1)).append("|\n");
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }
}
