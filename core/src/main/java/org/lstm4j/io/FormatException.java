package org.lstm4j.io;

import java.io.IOException;

/**
 * A file is not what its name or its first bytes promise. Messages may quote what the file says:
 * control characters are shown as escapes, and what is longer than a page is cut.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 2000;

  /**
   * A description of what is wrong.
   *
   * @param message one sentence that names the thing, its value and what was expected
   */
  public FormatException(String message) {
    super(printable(message));
  }

  /**
   * A description of what is wrong, with its cause.
   *
   * @param message one sentence that names the thing, its value and what was expected
   * @param cause the cause
   */
  public FormatException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  private static String printable(String message) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < message.length() && text.length() < LONGEST; ) {
      int point = message.codePointAt(i);
      i += Character.charCount(point);
      if (isShown(point)) {
        text.appendCodePoint(point);
      } else {
        text.append("\\u%04x".formatted(point));
      }
    }
    return text.length() < LONGEST ? text.toString() : text.append('…').toString();
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
