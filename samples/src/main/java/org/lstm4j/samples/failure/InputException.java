package org.lstm4j.samples.failure;

/**
 * Something the user gave cannot be used: a file, a column, a date, a folder. The message is one
 * sentence that names the thing, its value and what was expected; it is shown as it stands.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence for the user, without a full stop
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Creates the exception with the failure behind it.
   *
   * @param message one sentence for the user, without a full stop
   * @param cause what the library or the system reported
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
