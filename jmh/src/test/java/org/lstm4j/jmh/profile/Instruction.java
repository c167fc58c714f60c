package org.lstm4j.jmh.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One instruction of x86-64, as {@link Objdump} prints it in Intel's notation.
 *
 * @param address where it stands
 * @param mnemonic its name
 * @param operands what follows the name, comments included
 * @param note what HotSpot says of it if it is a call, else nothing
 */
record Instruction(long address, String mnemonic, String operands, String note) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*([0-9a-f]+):\\t(?:[0-9a-f]{2} )+\\s*\\t(?:\\{\\w+} |bnd |notrack )*(\\S+)\\s*(.*)");
  private static final Pattern TARGET = Pattern.compile("0x([0-9a-f]+)");
  private static final Pattern VECTOR = Pattern.compile("[xyz]mm(\\d+)");
  private static final Pattern STACK = Pattern.compile("\\[rsp[^]]*]");

  private static final String CALL = "call";
  private static final int CALL_BYTES = 5;

  /** Between a general register and a vector register. */
  private static final Pattern TRANSFER = Pattern.compile("vmov[dq]");

  private static final Pattern REGISTERS = Pattern.compile("[a-z]\\w+,[a-z]\\w+");

  /** What is called to leave compiled code for good. */
  private static final String TRAP = "UncommonTrapBlob";

  /** On one number in an xmm register; without the packed ones of the same ending. */
  private static final Pattern SCALAR =
      Pattern.compile("(?!vp|vbroadcast)(?:.*(?:ss|sd|si)|vmovd)");

  /** From one number in memory to all lanes. */
  private static final Pattern SPREADING = Pattern.compile("vp?broadcast.*");

  /**
   * {@return the instructions of a disassembly, in order}
   *
   * @param disassembly what objdump prints
   * @param notes HotSpot's, by address: what is called stands at the call or right before it, the
   *     place in the source within the call
   */
  static List<Instruction> parse(List<String> disassembly, NavigableMap<Long, String> notes) {
    List<Instruction> instructions = new ArrayList<>();
    for (String line : disassembly) {
      Matcher parts = LINE.matcher(line);
      if (parts.matches()) {
        long address = Long.parseUnsignedLong(parts.group(1), 16);
        String mnemonic = parts.group(2);
        String note = mnemonic.equals(CALL) ? note(address, notes) : "";
        instructions.add(new Instruction(address, mnemonic, parts.group(3).strip(), note));
      }
    }
    return instructions;
  }

  private static String note(long call, NavigableMap<Long, String> notes) {
    return Stream.concat(
            notes.headMap(call, true).descendingMap().values().stream().limit(1),
            notes.subMap(call + 1, call + CALL_BYTES).values().stream())
        .collect(Collectors.joining(", "));
  }

  boolean isCall() {
    return mnemonic.equals(CALL);
  }

  boolean isJump() {
    return mnemonic.startsWith("j");
  }

  /** {@return whether the next instruction may follow} */
  boolean continues() {
    return !note.contains(TRAP) && !List.of("jmp", "ret", "hlt", "ud2", "int3").contains(mnemonic);
  }

  /** {@return where a jump leads; −1 where only a register knows} */
  long target() {
    Matcher target = TARGET.matcher(operands);
    return isJump() && target.lookingAt() ? Long.parseUnsignedLong(target.group(1), 16) : -1;
  }

  /** {@return whether it works on vectors, or on masks of vectors, and not on single numbers} */
  boolean isVector() {
    return mnemonic.startsWith("k")
        || (VECTOR.matcher(operands).find() && !SCALAR.matcher(mnemonic).matches());
  }

  /**
   * {@return whether it moves a vector to the stack or takes one from there, as an operand too} A
   * single number on the stack is no vector, also where it is spread over all lanes: it costs what
   * an element of an array costs.
   */
  boolean movesVectorOnStack() {
    return isVector() && !SPREADING.matcher(mnemonic).matches() && STACK.matcher(operands).find();
  }

  /**
   * {@return whether it keeps what is in a general register in a vector register, or the reverse}
   */
  boolean isTransfer() {
    return TRANSFER.matcher(mnemonic).matches() && REGISTERS.matcher(operands).matches();
  }

  /** {@return the place on the stack that it names, or null} */
  String stackSlot() {
    Matcher slot = STACK.matcher(operands);
    return slot.find() ? slot.group() : null;
  }

  /** {@return the numbers of the vector registers that it names} */
  SortedSet<Integer> vectorRegisters() {
    SortedSet<Integer> registers = new TreeSet<>();
    Matcher register = VECTOR.matcher(operands);
    while (register.find()) {
      registers.add(Integer.parseInt(register.group(1)));
    }
    return registers;
  }

  @Override
  public String toString() {
    return "%x: %s %s %s".formatted(address, mnemonic, operands, note).strip();
  }
}
