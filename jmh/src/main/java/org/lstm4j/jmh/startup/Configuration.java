package org.lstm4j.jmh.startup;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.backend.Backends;

/**
 * What is started.
 *
 * @param task what it does
 * @param backend the backend that does it
 * @param mode how its JVM is started
 */
public record Configuration(Task task, String backend, JvmMode mode) {

  /** {@return everything that is measured: simd alone in all modes, else the first two} */
  public static List<Configuration> all() {
    List<Configuration> all = new ArrayList<>();
    for (Task task : Task.values()) {
      for (String backend : List.of(Backends.AUTO, Backends.SIMD, Backends.SCALAR)) {
        for (JvmMode mode : JvmMode.values()) {
          if (backend.equals(Backends.SIMD) || mode.compareTo(JvmMode.AOT_CACHE) <= 0) {
            all.add(new Configuration(task, backend, mode));
          }
        }
      }
    }
    return all;
  }

  /** {@return for example {@code streaming step, I1 H32 B1 T1, simd, plain}} */
  @Override
  public String toString() {
    return "%s, %s, %s".formatted(task, backend, mode);
  }
}
