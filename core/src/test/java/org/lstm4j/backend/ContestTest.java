package org.lstm4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContestTest {
  private final Contest contest = new Contest();

  @Test
  void beginsWithTheStarter() {
    assertFalse(contest.hasBegun());
    contest.started(100, 10);
    assertTrue(contest.hasBegun());
    assertFalse(contest.isOver());
    assertFalse(contest.isWarmFaster());
  }

  @Test
  void threeWinsInARowDecide() {
    contest.started(100, 10);
    contest.tried(9, 1);
    contest.tried(9, 1);
    contest.tried(10, 1); // as fast is no win
    contest.tried(9, 1);
    contest.tried(8, 1);
    assertFalse(contest.isOver());
    contest.tried(90, 10);
    assertTrue(contest.isOver());
    assertTrue(contest.isWarmFaster());
    assertEquals(200, contest.gain(100)); // of 10 ns for a unit, 8 remain
  }

  @Test
  void theStartersBestTimeIsWhatCounts() {
    contest.started(1000, 10);
    contest.started(100, 10);
    contest.started(500, 10);
    for (int i = 0; i < 3; i++) {
      contest.tried(20, 1);
    }
    assertFalse(contest.isOver());
  }

  @Test
  void whoIsLittleSlowerForThirtyThousandTrialsHasLost() {
    contest.started(10, 10);
    for (int i = 0; i < 30_000; i++) {
      contest.tried(30, 10);
    }
    assertFalse(contest.isOver(), "three times as slow: not compiled");
    contest.tried(20, 10);
    for (int i = 0; i < 30_000; i++) {
      assertFalse(contest.isOver(), "after " + i);
      contest.tried(20, 10);
    }
    assertTrue(contest.isOver());
    assertFalse(contest.isWarmFaster());
    assertEquals(-100, contest.gain(100));
  }

  /** The compiler may have many other methods to see to. */
  @Test
  void whoIsMuchSlowerMayBecomeFasterLate() {
    contest.started(10, 10);
    for (int i = 0; i < 1_000_000; i++) {
      contest.tried(100, 10);
      assertFalse(contest.isOver());
    }
    for (int i = 0; i < 3; i++) {
      contest.tried(1, 10);
    }
    assertTrue(contest.isOver());
    assertTrue(contest.isWarmFaster());
  }

  @Test
  void whoIsStillSlowerAfterFiveSecondsHasLost() {
    contest.started(10, 10);
    for (int i = 0; i < 5; i++) {
      contest.tried(1_000_000_000L, 10);
      assertFalse(contest.isOver());
    }
    contest.tried(1, 1_000_000);
    assertTrue(contest.isOver());
  }
}
