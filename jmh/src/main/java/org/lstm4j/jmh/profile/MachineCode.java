package org.lstm4j.jmh.profile;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of one compilation, from HotSpot's log.
 *
 * @param title what was compiled, in HotSpot's words
 * @param address where the code stands
 * @param bytes the code, without the stubs behind it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MachineCode(String title, long address, byte[] bytes) {
  private static final Pattern LINE =
      Pattern.compile("  0x([0-9a-f]+): ((?:[0-9a-f]{2,8}(?: \\| | |$))+)");

  /** {@return the last code that C2 made, or null if there is none} */
  static MachineCode lastOfC2(List<String> log) {
    MachineCode last = null;
    int start = -1;
    for (int i = 0; i < log.size(); i++) {
      String line = log.get(i);
      if (line.startsWith("<print_nmethod ")) {
        start = line.contains("compiler='c2'") ? i : -1;
      } else if (line.startsWith("</print_nmethod>") && start >= 0) {
        last = of(log.subList(start, i));
      }
    }
    return last;
  }

  private static MachineCode of(List<String> lines) {
    String title = "";
    long address = -1;
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (String line : lines) {
      if (line.startsWith("Compiled method")) {
        title = line.replaceAll(".* (\\S+::\\S+).*", "C2's $1");
      }
      if (line.startsWith("[Exception Handler]") || line.startsWith("[Stub Code]")) {
        break;
      }
      Matcher bytes = LINE.matcher(line);
      if (bytes.matches()) {
        address = address < 0 ? Long.parseUnsignedLong(bytes.group(1), 16) : address;
        code.writeBytes(HexFormat.of().parseHex(bytes.group(2).replaceAll("[ |]", "")));
      }
    }
    return new MachineCode(title, address, code.toByteArray());
  }
}
