package org.lstm4j.samples.failure;

/** A run that was ended from outside, by a signal, and left a checkpoint. */
public final class InterruptedRun extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Creates the exception.
   *
   * @param exitCode what shells expect of a process that the signal ended
   * @param message how far it came and how to go on, without a full stop
   */
  public InterruptedRun(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** {@return what shells expect of a process that the signal ended} */
  public int exitCode() {
    return exitCode;
  }
}
