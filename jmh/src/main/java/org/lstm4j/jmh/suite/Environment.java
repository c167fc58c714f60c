package org.lstm4j.jmh.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.machine.InstructionSet;
import org.lstm4j.jmh.machine.Limit;
import org.lstm4j.jmh.machine.Machine;
import org.lstm4j.jmh.machine.Relaunch;

/** What results depend on beside the code: written beside them. */
final class Environment {
  private static final String VECTORS = "vectors";
  private static final Pattern WIDTH = Pattern.compile("(\\d+) bits");

  /** The kind of machine, as {@link InstructionSet#id} names it; pages leave it out. */
  static final String ISA = "isa";

  /** The same of the processor, which may have more; pages leave it out. */
  static final String OWN_ISA = "isa of the processor";

  private Environment() {}

  /** {@return machine, Java, its flags, backend, date and commit, by name} */
  static Map<String, String> now() {
    Machine machine = Machine.here();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ISA, machine.used().id());
    facts.put(OWN_ISA, machine.own().id());
    facts.put("processor", machine.processor());
    facts.put("instruction set", machine.instructionSet());
    facts.put(VECTORS, vectors(machine.used()));
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
    String bits = Machine.vectorBits() + " bits";
    return used.registers() == 0 ? bits : "%s, %d registers".formatted(bits, used.registers());
  }

  /** Without this suite's own notes. */
  private static String flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Dlstm4j.bench."))
        .collect(Collectors.joining(" "));
  }

  /** {@return the facts as a list in Markdown, without those that only programs read} */
  static String list(Map<String, String> facts) {
    return facts.entrySet().stream()
        .filter(fact -> !fact.getKey().equals(ISA) && !fact.getKey().equals(OWN_ISA))
        .map(fact -> "* %s: %s\n".formatted(fact.getKey(), fact.getValue()))
        .collect(Collectors.joining());
  }

  /** {@return the floats of a vector on the machine of a run; 0 if the facts do not tell} */
  static int lanes(Map<String, String> facts) {
    Matcher bits = WIDTH.matcher(facts.getOrDefault(VECTORS, ""));
    return bits.lookingAt() ? Integer.parseInt(bits.group(1)) / Float.SIZE : 0;
  }

  /** {@return engines that used more than the run was limited to} */
  static Set<String> unlimited(Map<String, String> facts) {
    boolean limited = !facts.getOrDefault(ISA, "").equals(facts.getOrDefault(OWN_ISA, ""));
    return limited ? Limit.UNLIMITED : Set.of();
  }

  /**
   * Writes facts as JSON: either all of them or, if the process ends meanwhile, none.
   *
   * @param facts by name
   * @param file where to
   * @throws IOException if it cannot be written
   */
  static void write(Map<String, String> facts, Path file) throws IOException {
    Path whole = Path.of(file + ".new");
    Files.writeString(
        whole,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
    Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
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
