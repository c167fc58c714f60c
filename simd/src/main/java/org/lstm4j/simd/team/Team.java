package org.lstm4j.simd.team;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.lstm4j.simd.team.Workers.Task;

/** The threads of {@link Workers}, and what they share with the caller. */
final class Team {
  /**
   * A caller that waits for the others, and a member that waits for the next task, look out for
   * this long before they sleep. It bridges the gaps between the operations of a training step:
   * being woken costs some 50 µs, more on virtual machines, and may end on the caller's processor.
   */
  private static final long LOOKOUT_NANOS = 1_000_000;

  /** Looks between two readings of the clock. */
  private static final int LOOKS = 32;

  private final Member[] members;
  private final AtomicInteger running = new AtomicInteger();
  private final BooleanSupplier allDone = this::isAllDone;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile int meetings;
  private volatile Thread caller;
  private volatile boolean ended;

  Team(int threads) {
    members = new Member[threads - 1];
    for (int m = 0; m < members.length; m++) {
      members[m] = new Member(m + 1, threads);
    }
  }

  /** The number of threads, the caller's among them. */
  int count() {
    return members.length + 1;
  }

  void start() {
    for (Member member : members) {
      member.start();
    }
  }

  /** Runs all parts of a task; whatever one threw is thrown when all have ended. */
  void run(Task newTask) {
    caller = Thread.currentThread();
    failure.set(null);
    arrived.set(0);
    running.set(members.length);
    for (Member member : members) {
      member.start(newTask);
    }
    runPart(newTask, 0);
    awaitMembers();
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  private void runPart(Task toRun, int part) {
    try {
      toRun.run(part, count());
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits, within a task, until all parts have come here. */
  @SuppressWarnings("ThreadPriorityCheck") // as in lookOut
  void meet() {
    int meeting = meetings;
    if (arrived.incrementAndGet() == count()) {
      arrived.set(0);
      meetings = meeting + 1;
      return;
    }
    for (int look = 1; meetings == meeting; look++) {
      if (failure.get() != null) {
        throw new CancellationException("another part of the task failed");
      }
      if (look % LOOKS == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Waits a little for something to become true; gives the processor to whoever else is ready to
   * run on it, which may be the one that is waited for.
   */
  @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here; nothing rests on it
  private static void lookOut(BooleanSupplier event) {
    long start = System.nanoTime();
    do {
      Thread.yield();
      for (int look = 0; look < LOOKS; look++) {
        if (event.getAsBoolean()) {
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < LOOKOUT_NANOS);
  }

  private boolean isAllDone() {
    return running.get() == 0;
  }

  private void awaitMembers() {
    lookOut(allDone);
    while (running.get() > 0) {
      LockSupport.park(this);
    }
  }

  /** Lets the threads end; for the first time or again. */
  void end() {
    ended = true;
    for (Member member : members) {
      LockSupport.unpark(member.thread);
    }
  }

  /** One thread of the team. */
  private final class Member {
    private final int part;
    private final Thread thread;
    private volatile Task next;
    private final BooleanSupplier called = this::isCalled;

    Member(int part, int threads) {
      this.part = part;
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .name("lstm4j-%d-of-%d".formatted(part + 1, threads))
              .unstarted(this::loop);
    }

    void start() {
      thread.start();
    }

    void start(Task newTask) {
      next = newTask;
      LockSupport.unpark(thread);
    }

    private boolean isCalled() {
      return next != null || ended;
    }

    private void loop() {
      while (!ended) {
        lookOut(called);
        if (next == null) {
          LockSupport.park(Team.this);
        } else {
          runNext();
        }
      }
    }

    /** In a method of its own, so that a thread that waits holds on to no task. */
    private void runNext() {
      Task toRun = next;
      next = null;
      runPart(toRun, part);
      if (running.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }
}
