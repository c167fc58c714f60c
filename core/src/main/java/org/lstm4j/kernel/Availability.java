package org.lstm4j.kernel;

import java.util.Objects;

/** Whether a backend can be used here, and if not, why and what would help. */
public sealed interface Availability {

  /** The backend can be used. */
  record Available() implements Availability {}

  /**
   * The backend cannot be used.
   *
   * @param reason what is missing, as a sentence without a full stop
   * @param remedy what the user can do, as a sentence without a full stop
   */
  record Unavailable(String reason, String remedy) implements Availability {
    /** Checks that both are there. */
    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(remedy, "remedy");
    }
  }
}
