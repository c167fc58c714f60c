package org.lstm4j.samples.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a run is. On a terminal it rewrites one line, at most ten times a second; into a
 * pipe it prints a plain line at each milestone. Closing it ends the line, also when the run
 * stopped early. Not for use by several threads.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final int DEFAULT_WIDTH = 80;
  private static final int MILESTONES = 10;

  private final PrintStream out;
  private final ProgressMode mode;
  private final LongSupplier nanos;
  private final String label;
  private final long total;
  private final long start;

  private int width = DEFAULT_WIDTH;
  private long milestoneStep;
  private long before; // done by an earlier run
  private long done;
  private String note = "";
  private long lastDrawn;
  private int shownLength;
  private long lastReported;
  private boolean closed;

  /**
   * Starts the clock; nothing is shown before the first update.
   *
   * @param out where the progress goes
   * @param mode how it is shown
   * @param label what is running, one word
   * @param total the number of iterations, 1 or more
   * @param nanos a clock in nanoseconds, such as {@code System::nanoTime}
   */
  public ProgressBar(
      PrintStream out, ProgressMode mode, String label, long total, LongSupplier nanos) {
    if (total < 1) {
      throw new IllegalArgumentException("total is " + total + "; expected 1 or more");
    }
    this.out = out;
    this.mode = mode;
    this.label = label;
    this.total = total;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastDrawn = start - REDRAW_NANOS;
    this.milestoneStep = Math.max(1, total / MILESTONES);
  }

  /**
   * Sets how far apart the milestones are; without it a run has ten.
   *
   * @param step iterations from one plain line to the next, 1 or more
   * @return this bar
   */
  public ProgressBar milestoneEvery(long step) {
    if (step < 1) {
      throw new IllegalArgumentException("step is " + step + "; expected 1 or more");
    }
    milestoneStep = step;
    return this;
  }

  /**
   * Sets the width of the terminal; without it 80.
   *
   * @param columns the number of columns; the line stays one short of it
   * @return this bar
   */
  public ProgressBar width(int columns) {
    if (columns < 2) {
      throw new IllegalArgumentException("width is " + columns + "; expected 2 or more");
    }
    width = columns;
    return this;
  }

  /**
   * Says that some iterations were done by an earlier run, which does not count for the pace.
   *
   * @param iterations how many, before the first update
   */
  public void goOnFrom(long iterations) {
    before = iterations;
    done = iterations;
  }

  /**
   * Reports progress without a note.
   *
   * @param nowDone iterations done so far
   */
  public void update(long nowDone) {
    update(nowDone, "");
  }

  /**
   * Reports progress.
   *
   * @param nowDone iterations done so far, from 0 to the total, never less than before
   * @param nowNote a few words at the end of the line, such as the loss; may be empty
   */
  public void update(long nowDone, String nowNote) {
    if (closed || nowDone < done || nowDone > total) {
      throw new IllegalArgumentException(
          "update to %d after %d of %d%s"
              .formatted(nowDone, done, total, closed ? ", already closed" : ""));
    }
    done = nowDone;
    note = nowNote;
    switch (mode) {
      case TERMINAL -> {
        if (nanos.getAsLong() - lastDrawn >= REDRAW_NANOS) {
          draw();
        }
      }
      case PIPED -> {
        if (done / milestoneStep > lastReported / milestoneStep) {
          report();
        }
      }
      case QUIET -> {}
    }
  }

  /** Shows the last state and ends the line. A second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    switch (mode) {
      case TERMINAL -> {
        draw();
        out.println();
      }
      case PIPED -> {
        if (lastReported != done) {
          report();
        }
      }
      case QUIET -> {}
    }
  }

  private void draw() {
    lastDrawn = nanos.getAsLong();
    String text = barLine(Pace.of(before, done, total, lastDrawn - start));
    out.print("\r" + text + " ".repeat(Math.max(0, shownLength - text.length())));
    out.flush();
    shownLength = text.length();
  }

  private void report() {
    lastReported = done;
    Pace pace = Pace.of(before, done, total, nanos.getAsLong() - start);
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d of %d (%d %%), %s, %s elapsed, %s left%s",
            label,
            done,
            total,
            pace.percent(),
            pace.rate(),
            pace.elapsed(),
            pace.left(),
            note.isEmpty() ? "" : ", " + note));
  }

  private String barLine(Pace pace) {
    String head = String.format(Locale.ROOT, "%s %3d %%", label, pace.percent());
    String all = Long.toString(total);
    String count = " ".repeat(all.length() - Long.toString(done).length()) + done + "/" + all;
    String tail =
        "%s  %s  %s elapsed, %s left".formatted(count, pace.rate(), pace.elapsed(), pace.left());
    if (!note.isEmpty()) {
      tail += "  " + note;
    }
    int room = width - 1 - head.length() - tail.length() - 3;
    String line = head + " " + Pace.bar(done, total, room) + "  " + tail;
    return line.length() < width ? line : line.substring(0, width - 1);
  }
}
