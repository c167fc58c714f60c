package org.lstm4j.kernel.support;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Guards what is for one thread at a time: whoever comes while another is in is turned away with an
 * exception, as is everyone after the end. Costs an atomic operation for each use, and makes nobody
 * wait.
 */
public final class Exclusive {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int CLOSED = 2;

  private final String what;
  private final AtomicInteger state = new AtomicInteger(FREE);

  /**
   * A guard.
   *
   * @param what what it guards, for messages, with a verb, for example {@code this stream is}
   */
  public Exclusive(String what) {
    this.what = what;
  }

  /**
   * Begins a use, which {@link #leave} must end.
   *
   * @throws IllegalStateException if there is another, or it has been closed
   */
  public void enter() {
    if (!state.compareAndSet(FREE, TAKEN)) {
      throw refused();
    }
  }

  /** Ends a use. */
  public void leave() {
    state.setRelease(FREE);
  }

  /**
   * Ends it for good.
   *
   * @return whether it was open until now
   * @throws IllegalStateException if it is in use
   */
  public boolean close() {
    if (state.compareAndSet(FREE, CLOSED)) {
      return true;
    }
    if (state.get() == CLOSED) {
      return false;
    }
    throw refused();
  }

  private IllegalStateException refused() {
    return new IllegalStateException(
        state.get() == CLOSED
            ? what + " closed"
            : what + " in use by another call; expected one thread at a time");
  }
}
