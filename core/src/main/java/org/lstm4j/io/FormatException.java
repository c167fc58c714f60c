package org.lstm4j.io;

import java.io.IOException;

/** A file is not what its name or its first bytes promise. */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A description of what is wrong.
   *
   * @param message one sentence that names the thing, its value and what was expected
   */
  public FormatException(String message) {
    super(message);
  }

  /**
   * A description of what is wrong, with its cause.
   *
   * @param message one sentence that names the thing, its value and what was expected
   * @param cause the cause
   */
  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
