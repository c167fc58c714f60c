package org.lstm4j.simd.team;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The team: every part runs once, failures come up, and the threads end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {

  @Test
  void everyPartRunsOnceInEveryTask() {
    for (int threads : new int[] {1, 2, 3, 8}) {
      int[] runs = new int[threads];
      int[] expected = new int[threads];
      Arrays.fill(expected, 500);
      try (Workers workers = new Workers(threads)) {
        assertEquals(threads, workers.count());
        for (int n = 0; n < 500; n++) {
          workers.run((part, parts) -> {
            assertEquals(threads, parts);
            runs[part]++;
          });
        }
      }
      assertArrayEquals(expected, runs);
    }
  }

  @Test
  void aFailureInAnyPartComesUpAndTheTeamLives() {
    try (Workers workers = new Workers(3)) {
      for (int failing = 0; failing < 3; failing++) {
        int unlucky = failing;
        IllegalStateException failure = new IllegalStateException("part " + unlucky);
        Workers.Task task =
            (part, parts) -> {
              if (part == unlucky) {
                throw failure;
              }
            };
        assertSame(failure, assertThrows(IllegalStateException.class, () -> workers.run(task)));
        workers.run((part, parts) -> {});
      }
    }
  }

  @Test
  void partsSeeWhatTheOthersWroteBeforeAMeeting() {
    int meetings = 200;
    for (int threads : new int[] {1, 2, 3, 8}) {
      int[] done = new int[threads];
      try (Workers workers = new Workers(threads)) {
        workers.run((part, parts) -> {
          for (int n = 1; n <= meetings; n++) {
            done[part] = n;
            workers.meet();
            for (int other = 0; other < parts; other++) {
              assertEquals(n, done[other]);
            }
            workers.meet();
          }
        });
      }
    }
  }

  @Test
  void aFailureEndsTheMeeting() {
    try (Workers workers = new Workers(3)) {
      for (int failing = 0; failing < 3; failing++) {
        int unlucky = failing;
        IllegalStateException failure = new IllegalStateException("part " + unlucky);
        Workers.Task task =
            (part, parts) -> {
              workers.meet();
              if (part == unlucky) {
                throw failure;
              }
              workers.meet();
            };
        assertSame(failure, assertThrows(IllegalStateException.class, () -> workers.run(task)));
        workers.run((part, parts) -> workers.meet());
      }
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers workers = new Workers(4)) {
      workers.run((part, parts) -> threads.add(Thread.currentThread()));
    }
    assertEquals(4, threads.size());
    threads.remove(Thread.currentThread());
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(30));
      assertFalse(thread.isAlive(), thread.getName());
    }
  }

  @Test
  void aClosedTeamRefuses() {
    Workers workers = new Workers(2);
    workers.close();
    var e = assertThrows(IllegalStateException.class, () -> workers.run((part, parts) -> {}));
    assertEquals("these kernels are closed", e.getMessage());
  }

  /** A second caller is turned away, as is who would close the team under the first one's feet. */
  @Test
  void oneCallerAtATime() throws Exception {
    String expected = "these kernels are in use by another call; expected one thread at a time";
    try (Workers workers = new Workers(2);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      workers.run((part, parts) -> {
        if (part == 0) {
          for (Executable call :
              List.<Executable>of(() -> workers.run((p, q) -> {}), workers::close)) {
            try {
              other
                  .submit(() ->
                      assertEquals(
                          expected, assertThrows(IllegalStateException.class, call).getMessage()))
                  .get();
            } catch (InterruptedException | ExecutionException e) {
              throw new AssertionError(e);
            }
          }
        }
      });
      workers.run((part, parts) -> {}); // and it is free again
    }
  }

  /** A team that nobody closed ends when it is collected. */
  @Test
  void aForgottenTeamEnds() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    useAndForget(threads);
    assertEquals(3, threads.size());
    threads.remove(Thread.currentThread());
    for (Thread thread : threads) {
      for (int tries = 0; thread.isAlive() && tries < 3000; tries++) {
        System.gc();
        thread.join(Duration.ofMillis(10));
      }
      assertFalse(thread.isAlive(), thread.getName());
    }
  }

  private static void useAndForget(Set<Thread> threads) {
    Workers workers = new Workers(3);
    workers.run((part, parts) -> {
      threads.add(Thread.currentThread());
      workers.meet();
    });
  }

  /** Rounded up to whole tiles, the length would be no int. */
  @Test
  void partsOfTheLongestRange() {
    int size = Integer.MAX_VALUE - 64;
    assertEquals(1 << 30, Parts.start(size, 1 << 10, 1, 2));
    assertEquals(size, Parts.start(size, 1 << 10, 2, 2));
  }

  @Test
  void partsCoverARangeInWholeTiles() {
    for (int size = 0; size < 50; size++) {
      for (int parts = 1; parts < 9; parts++) {
        assertEquals(0, Parts.start(size, 6, 0, parts));
        assertEquals(size, Parts.start(size, 6, parts, parts));
        for (int part = 1; part < parts; part++) {
          int start = Parts.start(size, 6, part, parts);
          assertEquals(start == size ? start : start / 6 * 6, start);
        }
      }
    }
  }
}
