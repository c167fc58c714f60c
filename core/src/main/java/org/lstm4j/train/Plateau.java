package org.lstm4j.train;

/**
 * Lowers the learning rate when what is monitored no longer improves: after {@code patience + 1}
 * epochs without, it is multiplied by a factor, and the count begins anew. PyTorch's
 * ReduceLROnPlateau.
 *
 * @param factor of the rate, between 0 and 1
 * @param patience epochs without improvement that are borne, at least 0
 * @param delta the least improvement that counts, at least 0
 * @param least the least product of all factors, from 0 to 1
 */
public record Plateau(double factor, int patience, double delta, double least) {

  /** Checks the constants. */
  public Plateau {
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "the factor at a plateau is %s; expected a number between 0 and 1".formatted(factor));
    }
    if (patience < 0) {
      throw new IllegalArgumentException(
          "the patience at a plateau is %d epochs; expected at least 0".formatted(patience));
    }
    if (!(delta >= 0 && Double.isFinite(delta))) {
      throw new IllegalArgumentException(
          "the least improvement is %s; expected a finite number of at least 0".formatted(delta));
    }
    if (!(least >= 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "the least factor is %s; expected a number from 0 to 1".formatted(least));
    }
  }

  /**
   * A plateau without limits.
   *
   * @param factor of the rate, between 0 and 1
   * @param patience epochs without improvement that are borne, at least 0
   */
  public Plateau(double factor, int patience) {
    this(factor, patience, 0, 0);
  }

  /** {@return a new count for one run} */
  public Counter newCounter() {
    return new Counter(this);
  }

  /** Counts the epochs of one run. */
  public static final class Counter {
    private final Plateau rule;
    private double best = Double.POSITIVE_INFINITY;
    private int count;
    private double product = 1;

    private Counter(Plateau rule) {
      this.rule = rule;
    }

    /**
     * Takes what is monitored after one more epoch.
     *
     * @param value lower is better
     * @return the factor of the rates that follow
     */
    public double factorAfter(double value) {
      if (value < best - rule.delta()) {
        best = value;
        count = 0;
      } else {
        count++;
      }
      if (count > rule.patience()) {
        product = Math.max(rule.least(), product * rule.factor());
        count = 0;
      }
      return product;
    }
  }
}
