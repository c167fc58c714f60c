package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads what HotSpot prints without a disassembler. */
class MachineCodeTest {
  private static final List<String> LOG =
      """
      <print_nmethod compile_id='7' compiler='c2' level='4' stamp='1.0'>
      Compiled method (c2) 1816 1309       4       a.B::first (25 bytes)
      [MachCode]
        0x00007f0000000100: 9090 90
      [/MachCode]
      </print_nmethod>
      <print_nmethod compile_id='8' compiler='c2' level='4' stamp='2.0'>
      Compiled method (c2) 1817 1310 %     4       a.B::second @ 4 (31 bytes)
       main code      [0x00007f0000000200,0x00007f0000000220] = 32
      [Constants]
        0x00007f00000001f8:   0xc2aeac4f      0x42b17217c2aeac4f
      [MachCode]
      [Verified Entry Point]
        # {method} {0x00007f8dd4a902a8} &apos;second&apos; &apos;(I)I&apos; in &apos;a/B&apos;
        0x00007f0000000200: ; ImmutableOopMap {}
        0x00007f0000000200: 4889 8424 | 00c0 feff | 55
        0x00007f0000000209: 7405\s

        0x00007f000000020b: ;   {static_call}
        0x00007f000000020b: e8\s
        0x00007f000000020c: ; ImmutableOopMap {[0]=Oop }
                            ;*invokestatic third {reexecute=0 rethrow=0 return_oop=0}
                            ; - a.B::second@7 (line 12)
        0x00007f000000020c: 0100 0000\s
      [Exception Handler]
        0x00007f0000000210: e87b d249
      [/MachCode]
      </print_nmethod>
      <print_nmethod compile_id='9' compiler='c1' level='3' stamp='3.0'>
        0x00007f0000000300: cccc
      </print_nmethod>
      """
          .lines()
          .toList();

  @Test
  void theLastOfC2WithoutStubs() {
    MachineCode code = MachineCode.lastOfC2(LOG);
    assertEquals("C2's a.B::second", code.title());
    assertEquals(0x7f0000000200L, code.address());
    assertArrayEquals(HexFormat.of().parseHex("4889842400c0feff557405e801000000"), code.bytes());
  }

  @Test
  void everyOneOfC2() {
    List<MachineCode> all = MachineCode.allOfC2(LOG);
    assertEquals(
        List.of("a.B::first (25 bytes)", "a.B::second (31 bytes)"),
        all.stream().map(MachineCode::method).toList());
    assertEquals(
        Map.of(
            0x7f000000020bL, "{static_call}",
            0x7f000000020cL, "*invokestatic third, a.B::second@7 (line 12)"),
        all.getLast().notes());
  }

  @Test
  void nothingOfC2() {
    assertNull(MachineCode.lastOfC2(LOG.subList(LOG.size() - 3, LOG.size())));
  }
}
