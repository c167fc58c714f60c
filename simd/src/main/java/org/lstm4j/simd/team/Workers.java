package org.lstm4j.simd.team;

import java.lang.ref.Cleaner;
import java.util.concurrent.CancellationException;
import org.lstm4j.kernel.support.Exclusive;
import org.lstm4j.simd.Tuning;

/**
 * A team of threads that runs one task at a time, one part per thread. The calling thread takes
 * part 0; the others are daemons of their own that are asleep when there is none for long. Running
 * a task allocates nothing. One caller at a time; another one is turned away.
 *
 * <p>The threads know the team and not this object, so that they end with it also where nobody
 * closes it: the garbage collector tells.
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

  private static final Cleaner CLEANER = Cleaner.create();

  private final Team team;
  private final Cleaner.Cleanable end;
  private final Exclusive use = new Exclusive("these kernels are");

  /**
   * Starts the threads.
   *
   * @param threads parts of every task, at least 1; one less is started
   */
  public Workers(int threads) {
    team = new Team(threads);
    end = CLEANER.register(this, team::end);
    try {
      team.start();
    } catch (RuntimeException | Error e) { // too many threads for this machine: none stays
      end.clean();
      throw e;
    }
  }

  /** {@return the number of threads, the caller's among them} */
  public int count() {
    return team.count();
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
   * @throws IllegalStateException if another thread runs one, or these have been closed
   * @throws RuntimeException whatever a part threw, after all parts have ended
   */
  public void run(Task newTask) {
    use.enter();
    try {
      team.run(newTask);
    } finally {
      use.leave();
    }
  }

  /**
   * Waits, within a task, until all parts have come here. What each wrote before, all can read
   * after. Waiting is looking out, without sleep: parts that meet do the same amount of work.
   *
   * @throws CancellationException if another part failed and will not come
   */
  public void meet() {
    team.meet();
  }

  /**
   * Ends the threads.
   *
   * @throws IllegalStateException if another thread runs a task
   */
  @Override
  public void close() {
    if (use.close()) {
      end.clean();
    }
  }
}
