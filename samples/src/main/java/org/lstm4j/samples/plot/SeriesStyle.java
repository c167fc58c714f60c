package org.lstm4j.samples.plot;

/** How a series is drawn. */
public enum SeriesStyle {
  /** A solid line. */
  LINE(true, false),
  /** A dashed line. */
  DASHED(true, false),
  /** A dot at every point. */
  MARKERS(false, true),
  /** A solid line with a dot at every point. */
  LINE_AND_MARKERS(true, true);

  private final boolean lined;
  private final boolean marked;

  SeriesStyle(boolean lined, boolean marked) {
    this.lined = lined;
    this.marked = marked;
  }

  boolean lined() {
    return lined;
  }

  boolean marked() {
    return marked;
  }
}
