package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Notes how far a run has come, and how busy the machine was: written beside the results after
 * every round, so that what an interrupted run leaves can be published.
 */
final class Progress {
  /** The fact that names the kind of run. */
  static final String RUN = "run";

  /** The kind that is no more than a taste. */
  static final String QUICK = "quick";

  /** The fact that counts rounds, such as {@code 3 of 5}. */
  static final String ROUNDS = "rounds";

  /** The fact that holds the load average at the start of each round. */
  static final String LOAD = "load at the start of each round";

  private final Map<String, String> facts;
  private final int rounds;
  private final Path file;
  private final DoubleSupplier load;
  private final List<String> loads = new ArrayList<>();

  /**
   * Begins with no round.
   *
   * @param facts what else is known of the run; is added to
   * @param rounds how many are meant to be
   * @param file where all of it goes
   * @param load the load average of the last minute; negative where the system does not tell
   */
  Progress(Map<String, String> facts, int rounds, Path file, DoubleSupplier load) {
    this.facts = facts;
    this.rounds = rounds;
    this.file = file;
    this.load = load;
  }

  /** Notes the load before a round. */
  void begin() {
    double now = load.getAsDouble();
    if (now >= 0) {
      loads.add(String.format(Locale.ROOT, "%.2f", now));
    }
  }

  /**
   * Notes that a round is done, and its results are written.
   *
   * @param round which, from 1; 0 before the first
   * @throws IOException if the file cannot be written
   */
  void done(int round) throws IOException {
    facts.put(ROUNDS, "%d of %d".formatted(round, rounds));
    if (!loads.isEmpty()) {
      facts.put(LOAD, String.join(", ", loads));
    }
    Environment.write(facts, file);
  }
}
