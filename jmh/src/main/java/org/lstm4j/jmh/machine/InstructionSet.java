package org.lstm4j.jmh.machine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The kinds of machine that results tell apart. */
public enum InstructionSet {
  /** x86 with 512-bit vectors. */
  AVX512("AVX-512", 32),
  /** x86 with 256-bit vectors and multiply-adds. */
  AVX2("AVX2", 16),
  /** x86 with less. */
  SSE("SSE or AVX", 16),
  /** AArch64 with vectors of any width. */
  SVE("SVE", 32),
  /** AArch64 with 128-bit vectors. */
  NEON("NEON", 32),
  /** Any other. */
  OTHER("another instruction set", 0);

  private static final int AVX512_LEVEL = 3;
  private static final int AVX2_LEVEL = 2;

  private final String words;
  private final int registers;

  InstructionSet(String words, int registers) {
    this.words = words;
    this.registers = registers;
  }

  /** {@return vector registers; 0 if that is not known} */
  public int registers() {
    return registers;
  }

  /** {@return the name in commands and of folders, such as {@code avx512}} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a kind by its name in commands.
   *
   * @param id the name
   * @return the kind, or nothing
   */
  public static Optional<InstructionSet> of(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
  }

  /**
   * What HotSpot compiles for.
   *
   * @param architecture as the system property {@code os.arch} has it
   * @param flags reads a flag of the virtual machine, null where it has no such flag
   * @return the instruction set
   */
  public static InstructionSet ofJvm(String architecture, UnaryOperator<String> flags) {
    int avx = number(flags.apply("UseAVX"));
    int sve = number(flags.apply("UseSVE"));
    return switch (architecture) {
      case "amd64", "x86_64" -> avx >= AVX512_LEVEL ? AVX512 : avx == AVX2_LEVEL ? AVX2 : SSE;
      case "aarch64" -> sve > 0 ? SVE : NEON;
      default -> OTHER;
    };
  }

  /**
   * What a processor has.
   *
   * @param architecture as the system property {@code os.arch} has it
   * @param features the names of its features as Linux lists them
   * @return the instruction set
   */
  public static InstructionSet ofProcessor(String architecture, Set<String> features) {
    return switch (architecture) {
      case "amd64", "x86_64" ->
          features.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))
              ? AVX512
              : features.containsAll(Set.of("avx2", "fma")) ? AVX2 : SSE;
      case "aarch64" -> features.contains("sve") ? SVE : NEON;
      default -> OTHER;
    };
  }

  private static int number(String flag) {
    return flag == null ? 0 : Integer.parseInt(flag);
  }

  @Override
  public String toString() {
    return words;
  }
}
