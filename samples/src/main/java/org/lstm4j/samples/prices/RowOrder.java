package org.lstm4j.samples.prices;

/** In which order the rows of a price file are used. */
public enum RowOrder {
  /** Sorted by date, oldest first. */
  DATE,
  /** As the rows stand in the file. */
  FILE
}
