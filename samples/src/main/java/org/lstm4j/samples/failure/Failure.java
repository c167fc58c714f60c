package org.lstm4j.samples.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.lstm4j.io.FormatException;

/**
 * The end of a run that failed. This is the only place that decides which exception leads to which
 * exit code and sentence.
 *
 * @param exitCode {@link #BAD_INPUT}, {@link #FAILED_RUN} or that of a signal
 * @param sentence one line for the error stream
 */
public record Failure(int exitCode, String sentence) {
  /** Exit code when the run itself failed. */
  public static final int FAILED_RUN = 1;

  /** Exit code when an argument or a file that the user gave cannot be used. */
  public static final int BAD_INPUT = 2;

  /**
   * Maps whatever ended a run.
   *
   * @param thrown the exception or error that came out of the experiment
   * @return its exit code and sentence
   */
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case InterruptedRun e -> new Failure(e.exitCode(), oneLine(e.getMessage()));
      case InputException e -> new Failure(BAD_INPUT, oneLine(e.getMessage()));
      case IllegalArgumentException e -> new Failure(BAD_INPUT, text(e));
      case FormatException e -> new Failure(BAD_INPUT, text(e));
      case UncheckedIOException e -> of(e.getCause());
      case FileSystemException e -> new Failure(FAILED_RUN, reason(e));
      case IOException e -> new Failure(FAILED_RUN, "input or output failed: " + text(e));
      case OutOfMemoryError e ->
          new Failure(
              FAILED_RUN,
              "out of memory (" + text(e) + "); give Java more, for example LSTM4J_OPTS=-Xmx8g");
      case Error e -> new Failure(FAILED_RUN, e.getClass().getSimpleName() + ": " + text(e));
      default -> new Failure(FAILED_RUN, text(thrown));
    };
  }

  /**
   * Says in words why the file system refused something, with the file named.
   *
   * @param e what the file system reported
   * @return for example {@code out/sine: permission denied}
   */
  public static String reason(FileSystemException e) {
    String why =
        switch (e) {
          case NoSuchFileException _ -> "no such file or folder";
          case AccessDeniedException _ -> "permission denied";
          default -> Objects.requireNonNullElse(e.getReason(), e.getClass().getSimpleName());
        };
    return oneLine(e.getFile() + ": " + why);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : oneLine(message);
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
