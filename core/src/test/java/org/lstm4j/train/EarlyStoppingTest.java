package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStoppingTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** Patience, delta, losses, and the epoch after which training stops, worked out by hand. */
  static List<Arguments> table() {
    return List.of(
        // The first is the best, however bad; patience 1 stops at the first epoch that is no
        // better.
        of(1, 0, 2, 1000, 1001),
        of(1, 0, 4, 3, 2, 1, 1.5),
        // With delta 0 the same loss is "at most best − 0": it resets the count.
        of(2, 0, 6, 1, 2, 1, 1, 2, 2),
        // Small gains do not add up: each is compared with the best that counted.
        of(2, 0.5, 3, 4, 3.75, 3.625),
        // Exactly best − delta is an improvement; then 3.5 is the one to beat.
        of(2, 0.5, 4, 4, 3.5, 3.25, 3.125),
        of(3, 0.5, 7, 4, 3.75, 3.625, 3.5, 3.25, 3.25, 3.125),
        // The count starts anew after an improvement.
        of(3, 0, 9, 5, 6, 6, 4, 5, 3, 4, 4, 4),
        // No stop before patience epochs have passed.
        of(3, 0, 4, 1, 2, 3, 4),
        // Negative losses are as good as others.
        of(2, 1, 4, 0, -1, -1.5, -1.75),
        // What is no number is no improvement, also at first, and the count goes on over it.
        of(2, 0, 3, 1, NAN, 2),
        of(3, 0, 3, NAN, NAN, NAN),
        of(3, 0, 3, INFINITE, INFINITE, INFINITE),
        of(3, 0, 5, NAN, 7, NAN, 8, NAN),
        of(2, 1, 2, NAN, INFINITE));
  }

  private static Arguments of(int patience, double delta, int stop, double... losses) {
    return Arguments.of(patience, delta, stop, losses);
  }

  @ParameterizedTest
  @MethodSource("table")
  void stopsAtTheEpochWorkedOutByHand(int patience, double delta, int stop, double[] losses) {
    EarlyStopping.Counter counter = new EarlyStopping(patience, delta).newCounter();
    assertEquals(stop, losses.length, "the table ends where training stops");
    for (int epoch = 1; epoch < stop; epoch++) {
      assertFalse(counter.stopAfter(losses[epoch - 1]), "epoch " + epoch);
    }
    assertTrue(counter.stopAfter(losses[stop - 1]));
  }

  @Test
  void goesOnWhileTheLossFalls() {
    EarlyStopping.Counter counter = new EarlyStopping(1, 0.001).newCounter();
    for (int epoch = 0; epoch < 1000; epoch++) {
      assertFalse(counter.stopAfter(1000 - epoch));
    }
  }

  @Test
  void everyRunHasItsOwnCount() {
    EarlyStopping rule = new EarlyStopping(1, 0);
    EarlyStopping.Counter one = rule.newCounter();
    assertFalse(one.stopAfter(1));
    assertTrue(one.stopAfter(2));
    assertFalse(rule.newCounter().stopAfter(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void patienceMustBePositive(int patience) {
    var e = assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(patience, 0));
    assertEquals("the patience is " + patience + " epochs; expected at least 1", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void deltaMustNotBeNegative(double delta) {
    var e = assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(1, delta));
    assertEquals(
        "the least improvement is " + delta + "; expected a finite number of at least 0",
        e.getMessage());
  }
}
