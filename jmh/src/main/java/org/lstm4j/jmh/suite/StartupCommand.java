package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lstm4j.jmh.startup.Startup;
import org.lstm4j.jmh.startup.StartupResults;
import org.lstm4j.jmh.startup.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the time to the first result and the warm-up after it. */
@Command(
    name = "startup",
    mixinStandardHelpOptions = true,
    description =
        "Measures fresh processes: the time to the first result, and the time per call from then on.")
final class StartupCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where results and pages go; default ${DEFAULT-VALUE}")
  private Path folder = Path.of("out", "bench");

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "starts of every configuration; default ${DEFAULT-VALUE}")
  private int runs = 5;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each process runs; default ${DEFAULT-VALUE}")
  private double seconds = 10;

  @Override
  public Integer call() throws IOException {
    if (runs < 1) {
      throw new IllegalArgumentException(
          "the number of runs is %d; expected at least 1".formatted(runs));
    }
    if (!(seconds > 0)) {
      throw new IllegalArgumentException(
          "the number of seconds is %s; expected more than 0".formatted(seconds));
    }
    Files.createDirectories(folder);
    Map<String, String> environment = Environment.now();
    environment.remove("flags"); // those of this process: the probes have their own
    Startup startup =
        new Startup(Startup.ownClassPath(), Task.TRAINING.shape(), seconds, System.out);
    new StartupResults(environment, seconds, startup.run(runs))
        .write(folder.resolve(StartupResults.FILE_NAME));
    StartupPage.publish(folder);
    System.out.println("wrote " + folder.resolve(StartupPage.FILE_NAME));
    if (Files.exists(folder.resolve(Publisher.RESULTS))) {
      Publisher.publish(folder).forEach(flag -> System.out.println("! " + flag));
    }
    return 0;
  }
}
