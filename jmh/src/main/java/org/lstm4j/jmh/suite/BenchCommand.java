package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.machine.Limit;
import org.lstm4j.jmh.machine.Machine;
import org.lstm4j.jmh.machine.Relaunch;
import org.lstm4j.jmh.profile.Assembly;
import org.lstm4j.jmh.profile.FlameGraph;
import org.lstm4j.jmh.profile.JmhProfiler;
import org.lstm4j.jmh.profile.Profile;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the suite and makes its pages. */
@Command(
    name = "lstm4j bench",
    mixinStandardHelpOptions = true,
    subcommands = StartupCommand.class,
    description = "Measures products and LSTM layers, and what others would use instead.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lstm4j bench --quick",
      "  lstm4j bench --peers TrainingStep",
      "  lstm4j bench --headline",
      "  lstm4j bench --peers --isa avx2 --out docs/benchmarks/avx2",
      "  lstm4j bench publish docs/benchmarks",
      "  lstm4j bench --quick --prof gc I1-H32",
      "  lstm4j bench --quick --asm '*Tile.sixByFour' 512x512x512",
      "  lstm4j bench --quick --flame 'TrainingStep.step simd I64'",
      "  lstm4j bench compare before/results.json after/results.json",
      "  lstm4j bench startup"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int FORKS = 5;
  private static final int HEADLINE_FORKS = 3;
  private static final double WARMUP = 3.5;
  private static final double MEASURE = 0.75;

  @Option(names = "--quick", description = "a taste of everything, one fork each, in some minutes")
  private boolean quick;

  @Option(
      names = "--peers",
      description = "also what others would use; builds with the profile peers")
  private boolean peers;

  @Option(
      names = "--headline",
      description =
          "only the rows of the table in README.md, with the peers that may be the fastest; builds"
              + " with the profile peers; some 15 minutes")
  private boolean headline;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description =
          "rounds, a fork of each row; supporting rows rest after three; default "
              + FORKS
              + ", 1 with --quick, "
              + HEADLINE_FORKS
              + " with --headline")
  private Integer forks;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where results and pages go; default ${DEFAULT-VALUE}")
  private Path folder = Path.of("out", "bench");

  @Option(
      names = "--isa",
      paramLabel = "NAME",
      description =
          "limit every engine that can be limited to an instruction set: avx2; ONNX Runtime cannot")
  private String isa;

  @Option(names = "--list", description = "only list the rows")
  private boolean list;

  @Option(
      names = "--prof",
      paramLabel = "NAME",
      description = "run with a profiler of JMH's, such as gc, and print what it measures")
  private String profiler;

  @Option(
      names = "--asm",
      paramLabel = "METHOD",
      description = "write the machine code of a method, such as *Tile.sixByFour")
  private String method;

  @Option(names = "--flame", description = "draw a flame graph of every row")
  private boolean flame;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILTER",
      description = "only rows that contain one of these texts, such as TrainingStep or H256")
  private List<String> filters = List.of();

  @Spec private CommandSpec command;

  private final Class<?> main;

  /**
   * Makes the command.
   *
   * @param main the class that starts it, to be started again where forks need other variables
   */
  public BenchCommand(Class<?> main) {
    this.main = main;
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    PrintStream out = System.out;
    Limit limit = isa == null ? Limit.NONE : Limit.to(isa, Machine.here().own());
    List<Row> rows = rows().stream().filter(wanted()).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no row contains %s; --list shows them".formatted(String.join(" or ", filters)));
    }
    if (forks != null && forks < 1) {
      throw new IllegalArgumentException(
          "the number of forks is %d; expected at least 1".formatted(forks));
    }
    if (method != null && rows.size() > 1 && !list) {
      throw new IllegalArgumentException(
          "--asm with %d rows; expected one, --list shows them".formatted(rows.size()));
    }
    if (list) {
      rows.forEach(out::println);
      return 0;
    }
    if (Relaunch.needed(limit)) {
      return Relaunch.run(main, command.commandLine().getParseResult().originalArgs(), limit);
    }
    run(rows, out);
    return 0;
  }

  private List<Row> rows() {
    if ((peers || headline) && !Engines.hasPeers()) {
      String option = peers ? "--peers" : "--headline";
      throw new IllegalArgumentException(
          "%s, but this class path holds no peers; './lstm4j bench %s' builds with them"
              .formatted(option, option));
    }
    if (quick && headline) {
      throw new IllegalArgumentException("--quick and --headline; expected one of them");
    }
    return quick ? Grid.quick() : headline ? Grid.headline() : Grid.full(peers);
  }

  private void run(List<Row> rows, PrintStream out) throws IOException, RunnerException {
    Files.createDirectories(folder);
    int rounds = forks != null ? forks : quick ? 1 : headline ? HEADLINE_FORKS : FORKS;
    Map<String, String> facts = Environment.now();
    facts.put(Progress.RUN, quick ? Progress.QUICK : headline ? "headline" : "full");
    if (!filters.isEmpty()) {
      facts.put("only rows with", String.join(" or ", filters));
    }
    Progress progress =
        new Progress(
            facts,
            rounds,
            folder.resolve(Publisher.ENVIRONMENT),
            ManagementFactory.getOperatingSystemMXBean()::getSystemLoadAverage);
    new Suite(rounds, WARMUP, flame ? FlameGraph.SECONDS : MEASURE, profiles(), out)
        .run(rows, folder.resolve(Publisher.RESULTS), progress);
    tell(Publisher.publish(folder), folder, out);
  }

  private static void tell(List<String> flags, Path folder, PrintStream out) {
    flags.forEach(flag -> out.println("! " + flag));
    out.println("wrote " + folder.resolve("README.md") + " and index.html beside it");
  }

  private List<Profile> profiles() {
    List<Profile> profiles = new ArrayList<>();
    if (profiler != null) {
      profiles.add(new JmhProfiler(profiler));
    }
    if (method != null) {
      profiles.add(new Assembly(method, folder));
    }
    if (flame) {
      profiles.add(new FlameGraph(folder));
    }
    return profiles;
  }

  private Predicate<Row> wanted() {
    List<Pattern> patterns =
        filters.stream()
            .map(text -> Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE))
            .toList();
    return row ->
        patterns.isEmpty()
            || patterns.stream().anyMatch(pattern -> pattern.matcher(row.toString()).find());
  }

  /**
   * Makes the pages again from results that are there.
   *
   * @param results the folder that holds them, or a folder for each kind of machine
   * @throws IOException if something cannot be read or written
   */
  @Command(
      description = {
        "Makes the pages of a folder of results again, also of those that an interrupted run left.",
        "A folder with results in folders avx512 and avx2 gets a page above theirs, with both kinds"
            + " of machine side by side."
      })
  void publish(@Parameters(paramLabel = "FOLDER") Path results) throws IOException {
    tell(Publisher.publish(results), results, System.out);
  }

  /**
   * Compares two results.
   *
   * @param before the older results.json
   * @param after the newer results.json
   * @return 0, or 1 if a row became slower
   * @throws IOException if a file cannot be read
   */
  @Command(
      description =
          "Compares two results.json: the ratio of times with its 95 %% confidence interval.")
  int compare(
      @Parameters(paramLabel = "BEFORE") Path before, @Parameters(paramLabel = "AFTER") Path after)
      throws IOException {
    List<Comparison> comparisons = Comparison.of(Measurement.read(before), Measurement.read(after));
    boolean slower = false;
    for (Comparison each : comparisons) {
      System.out.printf(
          Locale.ROOT,
          "%-55s %.3f  [%.3f, %.3f]  %s%n",
          each.row(),
          each.ratio(),
          each.low(),
          each.high(),
          each.verdict());
      slower |= each.verdict().equals("slower");
    }
    return slower ? 1 : 0;
  }
}
