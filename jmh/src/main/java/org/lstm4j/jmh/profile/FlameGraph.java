package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** Where the time goes: samples of Flight Recorder during the measurement, as a flame graph. */
public final class FlameGraph implements Profile {
  /** How long to measure, for some hundred samples. */
  public static final double SECONDS = 6;

  private final Path folder;
  private final List<String> told = new ArrayList<>();

  /**
   * Draws flame graphs.
   *
   * @param folder where they go
   */
  public FlameGraph(Path folder) {
    this.folder = folder;
  }

  private Path recordings() {
    return folder.resolve("recordings");
  }

  @Override
  public List<ProfilerConfig> profilers() {
    return List.of(
        new ProfilerConfig(
            "jfr", "dir=%s;configName=profile".formatted(recordings().toAbsolutePath())));
  }

  @Override
  public void forkEnded(String row, RunResult result) throws IOException {
    try (Stream<Path> files = Files.walk(recordings())) {
      for (Path recording : files.filter(file -> file.toString().endsWith(".jfr")).toList()) {
        Frame root = Frame.read(recording);
        Path drawing = folder.resolve("flame-" + row.replaceAll("[^\\w-]+", "-") + ".svg");
        Files.writeString(drawing, FlameSvg.draw(row, root));
        told.add("%s: %s holds %d samples".formatted(row, drawing, root.samples()));
        Files.delete(recording);
      }
    }
  }

  @Override
  public void report(PrintStream out) {
    told.forEach(out::println);
  }
}
