package org.lstm4j.jmh.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * The processor as the operating system describes it.
 *
 * @param architecture as the system property {@code os.arch} has it
 * @param processor its name
 * @param own the instruction set that the processor has
 * @param used the instruction set that this virtual machine compiles for
 * @param caches its caches in words; empty where the system does not tell
 */
public record Machine(
    String architecture, String processor, InstructionSet own, InstructionSet used, String caches) {

  private static final int KIB = 1024;
  private static final Path INFO = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** {@return this machine, as this virtual machine uses it} */
  public static Machine here() {
    String architecture = System.getProperty("os.arch");
    Map<String, String> info = Files.isReadable(INFO) ? fields(lines(INFO)) : Map.of();
    InstructionSet used = InstructionSet.ofJvm(architecture, Machine::flag);
    String features = info.getOrDefault("flags", info.getOrDefault("Features", ""));
    InstructionSet own =
        features.isEmpty()
            ? used
            : InstructionSet.ofProcessor(architecture, Set.of(features.split("\\s+")));
    return new Machine(architecture, name(architecture, info), own, used, caches(CACHES));
  }

  /** {@return bits of the widest vectors that this virtual machine uses} */
  public static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** {@return for example {@code AVX2 (limited on a machine with AVX-512)}} */
  public String instructionSet() {
    return used == own ? used.toString() : "%s (limited on a machine with %s)".formatted(used, own);
  }

  private static String name(String architecture, Map<String, String> info) {
    if (info.containsKey("model name")) {
      return "%s (family %s, model %s)"
          .formatted(info.get("model name"), info.get("cpu family"), info.get("model"));
    }
    return info.containsKey("CPU part")
        ? "%s (implementer %s, part %s)"
            .formatted(architecture, info.get("CPU implementer"), info.get("CPU part"))
        : architecture;
  }

  /** The fields of the first processor. */
  static Map<String, String> fields(List<String> lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(":", 2);
      if (parts.length == 2) {
        fields.putIfAbsent(parts[0].strip(), parts[1].strip());
      }
    }
    return fields;
  }

  /** For example {@code L1 48 KiB, L2 1 MiB}, without those for code. */
  static String caches(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    List<String> caches = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path cache : entries.filter(Files::isDirectory).sorted().toList()) {
        if (!Files.isReadable(cache.resolve("size")) || read(cache, "type").equals("Instruction")) {
          continue;
        }
        String owners = read(cache, "shared_cpu_list");
        String shared = owners.matches("\\d+") ? "" : " shared by processors " + owners;
        caches.add("L%s %s%s".formatted(read(cache, "level"), size(read(cache, "size")), shared));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(", ", caches);
  }

  /** From 1024K to 1 MiB. */
  private static String size(String size) {
    String kibibytes = size.replace("K", "");
    boolean whole = kibibytes.matches("\\d+") && Integer.parseInt(kibibytes) % KIB == 0;
    return whole ? Integer.parseInt(kibibytes) / KIB + " MiB" : kibibytes + " KiB";
  }

  private static String read(Path cache, String name) {
    return lines(cache.resolve(name)).getFirst().strip();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a HotSpot flag, or null if this runtime does not know it. */
  private static String flag(String name) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? null : bean.getVMOption(name).getValue();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
