package org.lstm4j.samples.report;

import java.io.IOException;

/**
 * A consumer that may fail with an {@link IOException}.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface ThrowingConsumer<T> {
  /**
   * Takes the value.
   *
   * @param value what to work on
   * @throws IOException if reading or writing fails
   */
  void accept(T value) throws IOException;
}
