package org.lstm4j.samples.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of columns of the terminal that this process runs on. */
public final class TerminalWidth {
  private static final int DEFAULT = 80;
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d+ ([1-9]\\d{1,3})\\s*");

  private TerminalWidth() {}

  /** {@return what {@code stty size} says, or 80 where it says nothing} */
  public static int detect() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = ROWS_AND_COLUMNS.matcher(answer);
      return size.matches() ? Integer.parseInt(size.group(1)) : DEFAULT;
    } catch (IOException e) {
      return DEFAULT; // no stty here
    }
  }
}
