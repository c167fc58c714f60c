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
import java.util.stream.Collectors;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.machine.InstructionSet;
import org.lstm4j.jmh.machine.Machine;
import org.lstm4j.jmh.machine.Relaunch;
import org.lstm4j.kernel.Backends;
import org.lstm4j.simd.Lanes;

/** What results depend on beside the code: written beside them. */
final class Environment {
  /** The kind of machine, as {@link InstructionSet#id} names it; pages leave it out. */
  static final String ISA = "isa";

  private Environment() {}

  /** {@return machine, Java, its flags, backend, date and commit, by name} */
  static Map<String, String> now() {
    Machine machine = Machine.here();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ISA, machine.used().id());
    facts.put("processor", machine.processor());
    facts.put("instruction set", machine.instructionSet());
    facts.put("vectors", vectors(machine.used()));
    if (!machine.caches().isEmpty()) {
      facts.put("caches", machine.caches());
    }
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("system", System.getProperty("os.name") + ", " + machine.architecture());
    facts.put(
        "java", System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"));
    facts.put("flags", flags());
    if (!Relaunch.leftOut().isEmpty()) {
      facts.put("variables left out", Relaunch.leftOut());
    }
    facts.put("backend", Engines.lstm(Backends.SIMD).description());
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put("commit", commit());
    return facts;
  }

  private static String vectors(InstructionSet used) {
    String bits = Lanes.PREFERRED_BITS + " bits";
    return used.registers() == 0 ? bits : "%s, %d registers".formatted(bits, used.registers());
  }

  /** Without this suite's own notes. */
  private static String flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Dlstm4j.bench."))
        .collect(Collectors.joining(" "));
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
