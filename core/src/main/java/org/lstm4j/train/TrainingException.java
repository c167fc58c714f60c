package org.lstm4j.train;

/** Training cannot go on, because a loss or a gradient is no longer a finite number. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure with its place.
   *
   * @param message one sentence that names epoch, batch and parameter
   */
  public TrainingException(String message) {
    super(message);
  }

  /**
   * A failure with its place and what was known of it further down.
   *
   * @param message one sentence that names epoch, batch and parameter
   * @param cause the failure of the step
   */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
