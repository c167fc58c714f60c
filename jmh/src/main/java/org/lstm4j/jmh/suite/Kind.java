package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.jmh.machine.InstructionSet;

/**
 * A kind of machine among published results. Its folder bears the name of the instruction set.
 *
 * @param set the instruction set
 * @param facts what its results depend on; none if it was not measured
 * @param results its results; none if it was not measured
 */
record Kind(InstructionSet set, Map<String, String> facts, Results results) {
  /** Kinds that are spoken of even where they were not measured. */
  private static final List<InstructionSet> EXPECTED =
      List.of(InstructionSet.AVX512, InstructionSet.AVX2);

  /** {@return whether there are results of it} */
  boolean measured() {
    return !results.all().isEmpty();
  }

  /**
   * Reads the kinds that lie in a folder.
   *
   * @param folder holds a folder for each
   * @return those that were measured and those that should be, in the order of the instruction sets
   * @throws IOException if something cannot be read
   * @throws IllegalArgumentException if none was measured, or a folder holds another kind
   */
  static List<Kind> read(Path folder) throws IOException {
    List<Kind> kinds = new ArrayList<>();
    for (InstructionSet set : InstructionSet.values()) {
      Path its = folder.resolve(set.id());
      if (Files.exists(its.resolve(Publisher.RESULTS))) {
        kinds.add(read(set, its));
      } else if (EXPECTED.contains(set)) {
        kinds.add(new Kind(set, Map.of(), new Results(List.of(), 0)));
      }
    }
    if (kinds.stream().noneMatch(Kind::measured)) {
      throw new IllegalArgumentException(
          "%s holds no %s, and no folder avx512 or avx2 that does"
              .formatted(folder, Publisher.RESULTS));
    }
    return kinds;
  }

  private static Kind read(InstructionSet set, Path folder) throws IOException {
    Map<String, String> facts = Environment.read(folder.resolve(Publisher.ENVIRONMENT));
    String isa = facts.getOrDefault(Environment.ISA, "unknown");
    if (!isa.equals(set.id())) {
      throw new IllegalArgumentException(
          "%s holds results of the instruction set %s; expected %s"
              .formatted(folder, isa, set.id()));
    }
    return new Kind(set, facts, Publisher.results(folder, facts));
  }

  /**
   * Says where the figures of this kind come from.
   *
   * @param all all kinds, of which one may have been measured since
   * @return a sentence without its full stop
   */
  String origin(List<Kind> all) {
    if (!measured()) {
      return "%s, %d registers: **not measured yet**".formatted(set, set.registers());
    }
    String origin =
        "%s: vectors of %s; %s, %s, commit %s"
            .formatted(
                facts.getOrDefault("instruction set", set.toString()),
                facts.getOrDefault("vectors", "unknown width"),
                facts.get("processor"),
                facts.get("date"),
                facts.get("commit"));
    return newer(all).isPresent() ? origin + ", and **not measured since**" : origin;
  }

  /** Another kind with results of a later day and of another commit. */
  private Optional<Kind> newer(List<Kind> all) {
    return all.stream()
        .filter(Kind::measured)
        .filter(other -> other.facts.get("date").compareTo(facts.get("date")) > 0)
        .filter(other -> !other.facts.get("commit").equals(facts.get("commit")))
        .findFirst();
  }
}
