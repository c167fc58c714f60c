package org.lstm4j.samples.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void badInputIsTheUsersSentence() {
    assertEquals(new Failure(2, "no column 'x'"), Failure.of(new InputException("no column 'x'")));
  }

  @Test
  void failedRunIsOneLine() {
    assertEquals(
        new Failure(1, "loss is NaN at epoch 3"),
        Failure.of(new IllegalStateException("loss is NaN\n  at epoch 3")));
    assertEquals(new Failure(1, "NullPointerException"), Failure.of(new NullPointerException()));
    assertEquals(
        new Failure(1, "out of memory (heap); give Java more, for example LSTM4J_OPTS=-Xmx8g"),
        Failure.of(new OutOfMemoryError("heap")));
    assertEquals(
        new Failure(1, "StackOverflowError: StackOverflowError"),
        Failure.of(new StackOverflowError()));
  }

  @Test
  void fileSystemSaysWhichFile() {
    assertEquals(
        new Failure(1, "out/a.png: No space left on device"),
        Failure.of(new FileSystemException("out/a.png", null, "No space left on device")));
    assertEquals(
        new Failure(1, "out/a.png: permission denied"),
        Failure.of(new UncheckedIOException(new AccessDeniedException("out/a.png"))));
    assertEquals(
        new Failure(1, "out/a.png: no such file or folder"),
        Failure.of(new NoSuchFileException("out/a.png")));
    assertEquals(
        new Failure(1, "input or output failed: broken pipe"),
        Failure.of(new IOException("broken pipe")));
  }
}
