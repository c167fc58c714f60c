package org.lstm4j.jmh.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.kernel.Backends;

/** What results depend on beside the code: written beside them. */
final class Environment {
  private Environment() {}

  /** {@return processor, cores, Java, its flags, backend, date and commit, by name} */
  static Map<String, String> now() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    facts.put(
        "java", System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"));
    facts.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("backend", Engines.lstm(Backends.SIMD).description());
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put("commit", commit());
    return facts;
  }

  /**
   * Writes facts as JSON.
   *
   * @param facts by name
   * @param file where to
   * @throws IOException if it cannot be written
   */
  static void write(Map<String, String> facts, Path file) throws IOException {
    Files.writeString(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
  }

  /**
   * Reads facts.
   *
   * @param file as {@link #write} wrote it
   * @return the facts by name
   * @throws IOException if it cannot be read
   */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    new ObjectMapper()
        .readTree(Files.readAllBytes(file))
        .properties()
        .forEach(entry -> facts.put(entry.getKey(), entry.getValue().asText()));
    return facts;
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      Map<String, String> fields = new LinkedHashMap<>();
      lines
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2)
          .forEach(parts -> fields.putIfAbsent(parts[0].strip(), parts[1].strip()));
      return "%s (family %s, model %s)"
          .formatted(fields.get("model name"), fields.get("cpu family"), fields.get("model"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      String name = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? name : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
