package org.lstm4j.jmh.startup;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
import org.lstm4j.io.ModelFile;
import org.lstm4j.jmh.engine.LstmShape;

/** Starts probes in processes of their own, on the class path, with the Java of this process. */
final class Launch {
  private final List<Path> classPath;
  private final Path model;
  private final LstmShape trainingShape;
  private final double seconds;

  /**
   * Prepares launches.
   *
   * @param classPath where the classes are
   * @param model the file of the model that streams
   * @param trainingShape the sizes of the training step
   * @param seconds how long a probe runs
   */
  Launch(List<Path> classPath, Path model, LstmShape trainingShape, double seconds) {
    this.classPath = List.copyOf(classPath);
    this.model = model;
    this.trainingShape = trainingShape;
    this.seconds = seconds;
  }

  /** {@return the jars that a probe needs, and no others} */
  static List<Path> ownClassPath() {
    return Stream.concat(
            Stream.of(Probe.class, ModelFile.class, DoubleArrayList.class),
            Backends.installed().stream().map(Object::getClass))
        .map(Launch::location)
        .distinct()
        .toList();
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("%s comes from no file".formatted(type.getName()), e);
    }
  }

  /**
   * Starts a probe and waits for its end.
   *
   * @param configuration what it does, and how
   * @param flags flags of the JVM beside those of the configuration
   * @return its standard output
   * @throws IOException if it cannot be started, or fails
   */
  String run(Configuration configuration, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!configuration.backend().equals(Backends.SCALAR)) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    command.addAll(configuration.mode().flags());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(Probe.class.getName());
    command.add(configuration.task().name());
    command.add(configuration.backend());
    command.add(
        switch (configuration.task()) {
          case STREAMING -> model.toString();
          case TRAINING -> trainingShape.toString();
        });
    Path errors = Files.createTempFile("lstm4j-probe", ".txt");
    try {
      ProcessBuilder java = new ProcessBuilder(command).redirectError(errors.toFile());
      java.command().addAll(List.of(Instant.now().toString(), Double.toString(seconds)));
      Process process = java.start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(
            "'%s' failed: %s".formatted(String.join(" ", command), Files.readString(errors)));
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a probe ran");
    } finally {
      Files.delete(errors);
    }
  }
}
