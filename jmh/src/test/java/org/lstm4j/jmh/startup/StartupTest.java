package org.lstm4j.jmh.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.jmh.engine.LstmShape;

/** Every configuration starts, and all of them compute the same bits. */
class StartupTest {
  private static final double SHORTEST = 0.1;

  /** The vector code of the published step takes seconds while it is interpreted. */
  private static final LstmShape SMALL = LstmShape.parse("I4-H16-B2-T3");

  @TempDir Path folder;

  @Test
  void sameBitsInEveryConfiguration() throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Path json = folder.resolve(StartupResults.FILE_NAME);
    Startup startup = new Startup(jars(), SMALL, SHORTEST, nowhere);
    new StartupResults(Map.of("java", "any"), SHORTEST, startup.run(1)).write(json);

    List<StartupResult> results = StartupResults.read(json).results();
    assertEquals(Configuration.all(), results.stream().map(StartupResult::configuration).toList());
    for (Task task : Task.values()) {
      Set<String> bits = new HashSet<>();
      results.stream()
          .filter(each -> each.configuration().task() == task)
          .flatMap(each -> each.traces().stream())
          .forEach(trace -> bits.add(trace.bits()));
      assertEquals(1, bits.size(), task + ": " + bits);
    }
  }

  /** The class path of this test, with folders packed: an AOT cache takes no folders. */
  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path path : Startup.ownClassPath()) {
      jars.add(Files.isDirectory(path) ? jar(path, jars.size() + ".jar") : path);
    }
    return jars;
  }

  private Path jar(Path classes, String name) throws IOException {
    Path jar = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(classes);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return jar;
  }
}
