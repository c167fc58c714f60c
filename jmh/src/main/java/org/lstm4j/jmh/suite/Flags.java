package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What makes results doubtful, in sentences for the page and for the terminal. */
final class Flags {
  /** Half a per cent is rounded away where shares are shown. */
  private static final double OVER = 1.005;

  /** Before the first round nothing of the suite runs. */
  private static final double FIRST_LOAD = 1;

  /** What the suite itself causes: two threads, or one and the compilers. */
  private static final double OWN_LOAD = 2;

  private final Results results;
  private final Map<String, String> facts;
  private final List<String> flags = new ArrayList<>();

  private Flags(Results results, Map<String, String> facts) {
    this.results = results;
    this.facts = facts;
  }

  /**
   * Looks for them.
   *
   * @param results the results
   * @param facts what they depend on
   * @param startup what the figures of starts in the same folder depend on; empty if there are none
   * @return a sentence for each
   */
  static List<String> of(Results results, Map<String, String> facts, Map<String, String> startup) {
    Flags flags = new Flags(results, facts);
    flags.run();
    flags.load();
    flags.roofs();
    flags.forks();
    flags.commits(startup);
    return List.copyOf(flags.flags);
  }

  private void run() {
    if (Progress.QUICK.equals(facts.get(Progress.RUN))) {
      flags.add("A quick run, one fork of each row: a taste, nothing to quote.");
    }
    String[] rounds = facts.getOrDefault(Progress.ROUNDS, "").split(" of ", 2);
    if (rounds.length == 2 && !rounds[0].equals(rounds[1])) {
      flags.add(
          String.format(
              Locale.ROOT, "The run was ended after %s of %s rounds.", rounds[0], rounds[1]));
    }
  }

  private void load() {
    String[] loads = facts.getOrDefault(Progress.LOAD, "").split(", ", -1);
    for (int round = 1; round <= loads.length && !loads[round - 1].isEmpty(); round++) {
      double limit = round == 1 ? FIRST_LOAD : OWN_LOAD;
      double load = Double.parseDouble(loads[round - 1]);
      if (load > limit) {
        flags.add(
            String.format(
                Locale.ROOT,
                "The machine was busy with something else, be it a build: a load of %.2f at the start"
                    + " of round %d, cores: %s; the suite itself causes at most %.0f.",
                load,
                round,
                facts.getOrDefault("cores", "unknown"),
                limit));
      }
    }
  }

  /** Faster than can be: the limit was measured too low. */
  private void roofs() {
    List<Row> over =
        results.all().stream()
            .map(Measurement::row)
            .filter(row -> !row.get("threads").equals("2") && !Work.isLimit(row))
            .filter(row -> !results.unlimited(row.get("engine")))
            .filter(row -> share(row) > OVER)
            .sorted(Comparator.comparingDouble(this::share).reversed())
            .toList();
    if (!over.isEmpty()) {
      flags.add(
          String.format(
              Locale.ROOT,
              "%s more than the ceiling or the bandwidth that they are held against, which cannot be:"
                  + " that limit was measured too low, and shares of it are worth nothing. The worst is"
                  + " %s with %.0f %%.",
              over.size() == 1 ? "1 row reaches" : over.size() + " rows reach",
              over.getFirst(),
              100 * share(over.getFirst())));
    }
  }

  private double share(Row row) {
    Work work = Work.of(row);
    double moved = work.bytes() / results.time(row) / results.bandwidth(work);
    double computed = results.speed(row) / results.ceiling();
    return Math.max(Double.isNaN(moved) ? 0 : moved, Double.isNaN(computed) ? 0 : computed);
  }

  private void forks() {
    List<Measurement> apart =
        results.all().stream()
            .filter(each -> each.spread() > Results.DISAGREE)
            .sorted(Comparator.comparingDouble(Measurement::spread).reversed())
            .toList();
    if (!apart.isEmpty()) {
      flags.add(
          String.format(
              Locale.ROOT,
              "%d of %d rows have forks that disagree: the slowest took more than %s times as long as"
                  + " the fastest. They have a ~ in the tables of layers and bold print in the table of"
                  + " all forks. The worst is %s with %.2f.",
              apart.size(),
              results.all().size(),
              Results.DISAGREE,
              apart.getFirst().row(),
              apart.getFirst().spread()));
    }
  }

  private void commits(Map<String, String> startup) {
    String commit = facts.getOrDefault("commit", "");
    if (commit.endsWith("-dirty")) {
      flags.add(
          String.format(Locale.ROOT, "Measured from sources that no commit holds: %s.", commit));
    }
    String other = startup.getOrDefault("commit", commit);
    if (!other.equals(commit)) {
      flags.add(
          String.format(
              Locale.ROOT,
              "The time to the first result is from commit %s, everything else from %s.",
              other,
              commit));
    }
  }
}
