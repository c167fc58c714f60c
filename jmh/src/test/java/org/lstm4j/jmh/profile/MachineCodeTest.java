package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
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
      Compiled method (c2) 1817 1310 %     4       a.B::second @ 4 (25 bytes)
       main code      [0x00007f0000000200,0x00007f0000000220] = 32
      [MachCode]
      [Verified Entry Point]
        # {method} {0x00007f8dd4a902a8} &apos;second&apos; &apos;(I)I&apos; in &apos;a/B&apos;
        0x00007f0000000200: ; ImmutableOopMap {}
        0x00007f0000000200: 4889 8424 | 00c0 feff | 55
        0x00007f0000000209: 7405\s
      [Exception Handler]
        0x00007f000000020b: e87b d249
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
    assertArrayEquals(
        new byte[] {0x48, (byte) 0x89, (byte) 0x84, 0x24, 0, (byte) 0xc0, -2, -1, 0x55, 0x74, 0x05},
        code.bytes());
  }

  @Test
  void nothingOfC2() {
    assertNull(MachineCode.lastOfC2(LOG.subList(LOG.size() - 3, LOG.size())));
  }
}
