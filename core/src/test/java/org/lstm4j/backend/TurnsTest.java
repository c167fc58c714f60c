package org.lstm4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose turn it is, as far as the clock has no say in it. */
class TurnsTest {
  private static final int SMALL = 255;
  private static final int SETTLED_AFTER = 256;

  private final Turns turns = new Turns();

  @ParameterizedTest
  @EnumSource(Operation.class)
  void theStarterBegins(Operation operation) {
    for (long work = 1; work < 1_000_000_000; work *= 2) {
      assertFalse(turn(operation, work), "work " + work);
      assertFalse(turns.isWarm());
    }
  }

  @Test
  void theOtherOneHasATrialBeforeLong() {
    int turnsOfTheStarter = 0;
    while (!turn(Operation.PRODUCT, 1000)) {
      turnsOfTheStarter++;
    }
    assertEquals(1, turnsOfTheStarter, "no trial has had any time yet");
  }

  @Test
  void largeWorkIsDoneByTheOneWhoMustWarmUpAtOnce() {
    assertTrue(turn(Operation.LAYER, 1_000_000_000));
    assertFalse(turn(Operation.LAYER, 999_999_999));
  }

  @Test
  void smallWorkIsLeftToTheStarterForGoodUntilThereIsMore() {
    for (int i = 0; i < 2 * SETTLED_AFTER; i++) {
      assertFalse(turn(Operation.LAYER, SMALL));
      assertFalse(turns.isWarm());
    }
    assertFalse(turn(Operation.ADAM, 100_000));
    assertTrue(turn(Operation.ADAM, 1_000_000_000));
    assertFalse(turns.isWarm());
  }

  @Test
  void largeWorkAloneSettlesOnTheOneWhoIsWarmByThen() {
    for (int i = 1; i <= SETTLED_AFTER; i++) {
      assertFalse(turns.isWarm(), "after " + (i - 1));
      assertTrue(turn(Operation.PRODUCT, 1_000_000_000));
    }
    assertTrue(turns.isWarm());
    assertTrue(turn(Operation.PRODUCT, 1));
    assertTrue(turn(Operation.ADAM, 1000));
    assertTrue(turns.isWarm());
  }

  /** What is not decided yet is waited for. */
  @Test
  void anOpenContestKeepsItFromSettling() {
    for (int i = 1; i < SETTLED_AFTER; i++) {
      turn(Operation.PRODUCT, 1_000_000_000);
    }
    assertFalse(turn(Operation.ADAM, 1000));
    turn(Operation.PRODUCT, 1_000_000_000);
    assertFalse(turns.isWarm());
  }

  private boolean turn(Operation operation, long work) {
    boolean isWarm = turns.next(operation, work);
    turns.begin();
    turns.end();
    return isWarm;
  }
}
