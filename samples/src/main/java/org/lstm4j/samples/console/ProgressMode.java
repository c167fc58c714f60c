package org.lstm4j.samples.console;

import java.io.Console;
import java.util.Optional;

/** How progress is shown. */
public enum ProgressMode {
  /** One line on a terminal, rewritten in place. */
  TERMINAL,
  /** A plain line at each milestone: the output goes to a file or a pipe. */
  PIPED,
  /** Nothing at all. */
  QUIET;

  /**
   * Chooses the mode for this process.
   *
   * @param quiet true if the user wants no progress
   * @return {@link #TERMINAL} only if input and output are a terminal
   */
  public static ProgressMode detect(boolean quiet) {
    if (quiet) {
      return QUIET;
    }
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return terminal ? TERMINAL : PIPED;
  }
}
