package org.lstm4j.jmh.profile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of one compilation, from HotSpot's log.
 *
 * @param title what was compiled, in HotSpot's words
 * @param method the method, {@code a.B::name (25 bytes)}, the bytes being those of its bytecode
 * @param address where the code stands
 * @param bytes the code, without the stubs behind it
 * @param notes what HotSpot says of instructions, by address: what they call, and from which line
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MachineCode(
    String title, String method, long address, byte[] bytes, NavigableMap<Long, String> notes) {
  private static final Pattern METHOD =
      Pattern.compile("Compiled method.* (\\S+::\\S+) .*(\\(\\d+ bytes\\))");
  private static final Pattern ADDRESS = Pattern.compile("  0x([0-9a-f]+): .*");
  private static final Pattern BYTES =
      Pattern.compile("  0x[0-9a-f]+: ((?:[0-9a-f]{2,8}(?: \\| | |$))+)");
  private static final Pattern NOTE =
      Pattern.compile(
          "(?:  0x[0-9a-f]+:)? *; *+(?:- )?+(?!ImmutableOopMap)(.*?)(?: \\{reexecute.*)?");

  /** {@return the last code that C2 made, or null if there is none} */
  static MachineCode lastOfC2(List<String> log) {
    List<MachineCode> all = allOfC2(log);
    return all.isEmpty() ? null : all.getLast();
  }

  /** {@return what C2 made, in the order of the log} */
  static List<MachineCode> allOfC2(List<String> log) {
    List<MachineCode> all = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < log.size(); i++) {
      String line = log.get(i);
      if (line.startsWith("<print_nmethod ")) {
        start = line.contains("compiler='c2'") ? i : -1;
      } else if (line.startsWith("</print_nmethod>") && start >= 0) {
        all.add(of(log.subList(start, i)));
        start = -1;
      }
    }
    return all;
  }

  private static MachineCode of(List<String> lines) {
    String title = "";
    String method = "";
    long address = -1;
    long at = -1;
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    NavigableMap<Long, String> notes = new TreeMap<>();
    for (String line : lines) {
      Matcher head = METHOD.matcher(line);
      if (head.matches()) {
        title = "C2's " + head.group(1);
        method = head.group(1) + " " + head.group(2);
      }
      if (line.startsWith("[Exception Handler]") || line.startsWith("[Stub Code]")) {
        break;
      }
      Matcher place = ADDRESS.matcher(line);
      if (place.matches()) {
        at = Long.parseUnsignedLong(place.group(1), 16);
      }
      Matcher bytes = BYTES.matcher(line);
      Matcher note = NOTE.matcher(line);
      if (bytes.matches()) {
        address = address < 0 ? at : address;
        code.writeBytes(HexFormat.of().parseHex(bytes.group(1).replaceAll("[ |]", "")));
      } else if (at >= 0 && note.matches()) {
        notes.merge(at, note.group(1), (before, more) -> before + ", " + more);
      }
    }
    return new MachineCode(title, method, address, code.toByteArray(), notes);
  }
}
