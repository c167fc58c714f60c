package org.lstm4j.simd.team;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.lstm4j.simd.Tuning;

/**
 * A team of threads that runs one task at a time, one part per thread. The calling thread takes
 * part 0; the others are daemons of their own that are asleep when there is none for long. Running
 * a task allocates nothing. One caller at a time.
 */
public final class Workers implements AutoCloseable {

  /** Work that comes in as many parts as there are threads. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs one part.
     *
     * @param part 0 to parts − 1
     * @param parts the number of threads
     */
    void run(int part, int parts);
  }

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
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads parts of every task, at least 1; one less is started
   */
  public Workers(int threads) {
    members = new Member[threads - 1];
    for (int m = 0; m < members.length; m++) {
      members[m] = new Member(m + 1, threads);
      members[m].start();
    }
  }

  /** {@return the number of threads, the caller's among them} */
  public int count() {
    return members.length + 1;
  }

  /**
   * {@return whether a product is worth waking the others}
   *
   * @param multiplyAdds how much work it is
   */
  public boolean shares(long multiplyAdds) {
    return count() > 1 && multiplyAdds >= Tuning.SHARED_FROM;
  }

  /**
   * {@return whether a sweep over elements is worth waking the others}
   *
   * @param elements how many there are
   */
  public boolean sharesSweep(long elements) {
    return shares(Tuning.MULTIPLY_ADDS_OF_A_READ * elements);
  }

  /**
   * Runs all parts of a task and returns when the last one is done.
   *
   * @param newTask the task
   * @throws RuntimeException whatever a part threw, after all parts have ended
   */
  public void run(Task newTask) {
    if (closed) {
      throw new IllegalStateException("these kernels are closed");
    }
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

  /**
   * Waits, within a task, until all parts have come here. What each wrote before, all can read
   * after. Waiting is looking out, without sleep: parts that meet do the same amount of work.
   *
   * @throws CancellationException if another part failed and will not come
   */
  @SuppressWarnings("ThreadPriorityCheck") // as in lookOut
  public void meet() {
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

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
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
      return next != null || closed;
    }

    private void loop() {
      while (!closed) {
        lookOut(called);
        Task toRun = next;
        if (toRun == null) {
          LockSupport.park(Workers.this);
          continue;
        }
        next = null;
        runPart(toRun, part);
        if (running.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }
  }
}
