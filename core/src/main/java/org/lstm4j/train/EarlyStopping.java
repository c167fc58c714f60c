package org.lstm4j.train;

/**
 * Stops when what is monitored, the validation loss or a metric, no longer improves. The first
 * finite loss is the best; every later one that is not at most {@code best − delta} counts, and one
 * that is resets the count and becomes the best; a loss that is no finite number counts; training
 * stops when the count reaches {@code patience}.
 *
 * @param patience epochs without improvement, at least 1
 * @param delta the least improvement that counts, at least 0
 */
public record EarlyStopping(int patience, double delta) {

  /** Checks the constants. */
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "the patience is %d epochs; expected at least 1".formatted(patience));
    }
    if (!(delta >= 0 && Double.isFinite(delta))) {
      throw new IllegalArgumentException(
          "the least improvement is %s; expected a finite number of at least 0".formatted(delta));
    }
  }

  /** {@return a new count for one run} */
  public Counter newCounter() {
    return new Counter(this);
  }

  /** Counts the epochs of one run. */
  public static final class Counter {
    private final EarlyStopping rule;
    private double best = Double.POSITIVE_INFINITY;
    private int count;

    private Counter(EarlyStopping rule) {
      this.rule = rule;
    }

    /**
     * Takes what is monitored after one more epoch.
     *
     * @param loss lower is better
     * @return whether training shall stop
     */
    public boolean stopAfter(double loss) {
      if (Double.isFinite(loss) && loss <= best - rule.delta()) {
        best = loss;
        count = 0;
      } else {
        count++;
      }
      return count >= rule.patience();
    }
  }
}
