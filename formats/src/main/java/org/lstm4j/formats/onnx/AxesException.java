package org.lstm4j.formats.onnx;

/** Axes do not mean what was taken for granted about those of the input. */
final class AxesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AxesException(String message) {
    super(message, null, false, false);
  }
}
