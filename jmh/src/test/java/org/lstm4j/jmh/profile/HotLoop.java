package org.lstm4j.jmh.profile;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An innermost loop of a kernel's machine code.
 *
 * @param instructions what it consists of
 */
record HotLoop(List<Instruction> instructions) {
  private static final int SHOWN = 3;

  /** {@return whether it works on vectors} */
  boolean isVector() {
    return instructions.stream().anyMatch(Instruction::isVector);
  }

  private List<Instruction> stackMoves() {
    return instructions.stream().filter(Instruction::movesVectorOnStack).toList();
  }

  private List<Instruction> calls() {
    return instructions.stream().filter(Instruction::isCall).toList();
  }

  /** {@return the moves between general and vector registers} */
  List<Instruction> transfers() {
    return instructions.stream().filter(Instruction::isTransfer).toList();
  }

  /** {@return whether no vector goes to the stack or comes from there, and nothing is called} */
  boolean isClean() {
    return stackMoves().isEmpty() && calls().isEmpty();
  }

  /**
   * {@return what it needs, and the instructions that it should not have}
   *
   * @param registers the vector registers that there are
   */
  String complaint(int registers) {
    Set<Integer> used =
        instructions.stream()
            .flatMap(each -> each.vectorRegisters().stream())
            .collect(Collectors.toSet());
    Set<String> slots =
        stackMoves().stream().map(Instruction::stackSlot).collect(Collectors.toSet());
    return """
    a loop of %d instructions needs %d vector registers (%d, and %d places on the stack), there \
    are %d; %d moves of vectors on the stack, %d calls:
    %s\
    """
        .formatted(
            instructions.size(),
            used.size() + slots.size(),
            used.size(),
            slots.size(),
            registers,
            stackMoves().size(),
            calls().size(),
            Stream.of(stackMoves(), calls())
                .flatMap(all -> all.stream().limit(SHOWN))
                .map(each -> "    " + each)
                .collect(Collectors.joining("\n")));
  }
}
