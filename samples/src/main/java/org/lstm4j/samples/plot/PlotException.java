package org.lstm4j.samples.plot;

/** Charts cannot be drawn on this machine, for example because it has no fonts. */
public final class PlotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence that names the remedy
   * @param cause what the graphics library reported
   */
  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}
