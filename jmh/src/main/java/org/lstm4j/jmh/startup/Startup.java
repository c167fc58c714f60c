package org.lstm4j.jmh.startup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lstm4j.io.ModelFile;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;

/** Starts every configuration in rounds, so that what the machine does meanwhile hits all alike. */
public final class Startup {
  private static final int SEED = 1;

  private final List<Path> classPath;
  private final LstmShape trainingShape;
  private final double seconds;
  private final PrintStream out;

  /**
   * Plans the runs.
   *
   * @param classPath where the probe and the library are: jars, since an AOT cache takes no folders
   * @param trainingShape the sizes of the training step
   * @param seconds how long a process runs, from its start
   * @param out where progress is told
   */
  public Startup(List<Path> classPath, LstmShape trainingShape, double seconds, PrintStream out) {
    this.classPath = List.copyOf(classPath);
    this.trainingShape = trainingShape;
    this.seconds = seconds;
    this.out = out;
  }

  /** {@return the jars of this process that a probe needs, and no others} */
  public static List<Path> ownClassPath() {
    return Launch.ownClassPath();
  }

  /**
   * Runs.
   *
   * @param runs starts of each configuration, after one that makes the AOT cache where there is one
   * @return what they gave
   * @throws IOException if a process cannot be started, or fails
   */
  public List<StartupResult> run(int runs) throws IOException {
    Path folder = Files.createTempDirectory("lstm4j-startup");
    try {
      Path model = folder.resolve("model.safetensors");
      ModelSpec spec =
          ModelSpec.values(Task.STREAMING.shape().inputs())
              .lstm(Task.STREAMING.shape().hidden())
              .dense(1)
              .lastStep();
      new ModelFile(Initialization.standard().create(spec, SEED), Preprocessing.none()).save(model);
      return run(runs, new Launch(classPath, model, trainingShape, seconds), folder);
    } finally {
      delete(folder);
    }
  }

  private List<StartupResult> run(int runs, Launch launch, Path folder) throws IOException {
    Map<Configuration, List<Trace>> traces = new LinkedHashMap<>();
    Map<Configuration, AotCache> caches = new LinkedHashMap<>();
    for (Configuration each : Configuration.all()) {
      traces.put(each, new ArrayList<>());
      if (each.mode() == JvmMode.AOT_CACHE) {
        out.println("making a cache: " + each);
        Path file = folder.resolve(caches.size() + ".aot");
        caches.put(each, AotCache.make(launch, each, file));
      }
    }
    for (int run = 1; run <= runs; run++) {
      for (Configuration each : traces.keySet()) {
        AotCache cache = caches.get(each);
        Trace trace = Trace.parse(launch.run(each, cache == null ? List.of() : cache.flags()));
        traces.get(each).add(trace);
        out.printf("run %d of %d  %-55s %8.3f s%n", run, runs, each, trace.firstResult());
      }
    }
    List<StartupResult> results = new ArrayList<>();
    traces.forEach((configuration, each) -> {
      AotCache cache = caches.get(configuration);
      results.add(new StartupResult(configuration, cache == null ? List.of() : cache.said(), each));
    });
    return results;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
