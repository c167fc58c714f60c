package org.lstm4j.jmh.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is done to the surroundings of a run, so that every engine uses the instruction set that it
 * is meant to use. Native engines read variables when they are loaded; forks inherit those of the
 * process that starts them.
 *
 * @param jvmArguments arguments of the virtual machine
 * @param variables variables that are set
 */
public record Limit(List<String> jvmArguments, Map<String, String> variables) {
  /**
   * Variables that make a peer run other code than it would choose by itself. A value from outside
   * would change what is measured, so a run never inherits them; what was there is recorded.
   */
  public static final Set<String> OUTSIDE =
      Set.of(
          "ATEN_CPU_CAPABILITY",
          "DNNL_MAX_CPU_ISA",
          "MKL_CBWR",
          "MKL_DEBUG_CPU_TYPE",
          "MKL_ENABLE_INSTRUCTIONS",
          "OMP_NUM_THREADS",
          "ONEDNN_MAX_CPU_ISA",
          "OPENBLAS_CORETYPE",
          "OPENBLAS_L2_SIZE");

  /** Every engine chooses by itself. */
  public static final Limit NONE = new Limit(List.of(), Map.of());

  /**
   * oneDNN under both names that it had, also where it is part of libtorch and Deeplearning4j; MKL;
   * OpenBLAS; libtorch's own loops. ONNX Runtime has no such variable.
   */
  private static final Limit AVX2 =
      new Limit(
          List.of("-XX:UseAVX=2"),
          Map.of(
              "ONEDNN_MAX_CPU_ISA", "AVX2",
              "DNNL_MAX_CPU_ISA", "AVX2",
              "MKL_ENABLE_INSTRUCTIONS", "AVX2",
              "OPENBLAS_CORETYPE", "Haswell",
              "ATEN_CPU_CAPABILITY", "avx2"));

  /** Engines that run with whatever the processor has. */
  public static final Set<String> UNLIMITED = Set.of("onnxruntime");

  /** Copies what it is given. */
  public Limit {
    jvmArguments = List.copyOf(jvmArguments);
    variables = Map.copyOf(variables);
  }

  /**
   * The limit to an instruction set.
   *
   * @param id its name in commands; {@code avx2} is the only one that engines can be limited to
   * @param own what the processor has
   * @return the limit
   * @throws IllegalArgumentException if there is no such limit, or the processor has less
   */
  public static Limit to(String id, InstructionSet own) {
    Optional<InstructionSet> wanted =
        InstructionSet.of(id).filter(kind -> kind == InstructionSet.AVX2);
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "the instruction set is '%s'; expected avx2, the one that engines can be limited to"
              .formatted(id));
    }
    if (own != InstructionSet.AVX512 && own != InstructionSet.AVX2) {
      throw new IllegalArgumentException(
          "--isa %s, but this processor has %s; expected AVX2 or more".formatted(id, own));
    }
    return AVX2;
  }

  /**
   * The variables of a process under this limit.
   *
   * @param present those of the process that starts it
   * @return the same without those of {@link #OUTSIDE}, and with those of the limit
   */
  public Map<String, String> applied(Map<String, String> present) {
    Map<String, String> applied = new TreeMap<>(present);
    applied.keySet().removeAll(OUTSIDE);
    applied.putAll(variables);
    return applied;
  }
}
