package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads listings written by hand. */
class InnerLoopsTest {
  /** A loop in a loop that loads and stores its sum; what is rare stands at the end. */
  private static final List<String> NESTED =
      """
      /tmp/a.bin:     file format binary

      Disassembly of section .data:

      0000000000000100 <.data>:
           100:\t85 f6                \ttest   esi,esi
           102:\t7e 20                \tjle    0x124
           104:\tc5 fc 10 44 24 20    \tvmovups ymm0,YMMWORD PTR [rsp+0x20]
           10a:\tc4 e2 75 b8 04 82    \tvfmadd231ps ymm0,ymm1,YMMWORD PTR [rdx+rax*4]
           110:\tff c0                \tinc    eax
           112:\t3b c6                \tcmp    eax,esi
           114:\t77 2a                \tja     0x140
           116:\t7c f2                \tjl     0x10a
           118:\tc5 fc 11 44 24 20    \tvmovups YMMWORD PTR [rsp+0x20],ymm0
           11e:\tff c9                \tdec    ecx
           120:\t75 e2                \tjne    0x104
           124:\tc3                   \tret
           140:\te8 bb 0e 00 00       \tcall   0x1000
           145:\teb cf                \tjmp    0x116
      """
          .lines()
          .toList();

  private static List<HotLoop> loops(List<String> listing, NavigableMap<Long, String> notes) {
    return InnerLoops.of(Instruction.parse(listing, notes));
  }

  private static List<Long> addresses(HotLoop loop) {
    return loop.instructions().stream().map(Instruction::address).toList();
  }

  @Test
  void whatComesBackIntoTheLoopBelongsToIt() {
    NavigableMap<Long, String> notes = new TreeMap<>();
    notes.put(0x140L, "{runtime_call Stub::jint_arraycopy}");
    notes.put(0x145L, "{runtime_call UncommonTrapBlob}"); // of another call
    List<HotLoop> loops = loops(NESTED, notes);
    assertEquals(1, loops.size());
    assertEquals(
        List.of(0x10aL, 0x110L, 0x112L, 0x114L, 0x116L, 0x140L, 0x145L),
        addresses(loops.getFirst()));
    assertFalse(loops.getFirst().isClean());
  }

  /** What the outer loop does is of no account. */
  @Test
  void whatLeavesForGoodDoesNot() {
    NavigableMap<Long, String> notes = new TreeMap<>();
    notes.put(0x13cL, "{runtime_call UncommonTrapBlob}");
    notes.put(0x141L, "*if_icmpge, a.B::c@7 (line 12)");
    List<HotLoop> loops = loops(NESTED, notes);
    assertEquals(1, loops.size());
    assertEquals(List.of(0x10aL, 0x110L, 0x112L, 0x114L, 0x116L), addresses(loops.getFirst()));
    assertTrue(loops.getFirst().isVector());
    assertTrue(loops.getFirst().isClean());
  }

  /** One is entered at its end, one is a single instruction, one has two ways around. */
  @Test
  void loopsOfAnyForm() {
    List<HotLoop> loops =
        loops(
            """
             0:\teb 02                \tjmp    0x4
             2:\tff c0                \tinc    eax
             4:\t3b c6                \tcmp    eax,esi
             6:\t7c fa                \tjl     0x2
             8:\te2 fe                \tjne    0x8
             a:\tff c0                \tinc    eax
             c:\t74 fc                \tje     0xa
             e:\tff c9                \tdec    ecx
            10:\t75 f8                \tjne    0xa
            12:\tff e0                \tjmp    rax
            """
                .lines()
                .toList(),
            new TreeMap<>());
    assertEquals(
        List.of(List.of(0x2L, 0x4L, 0x6L), List.of(0x8L), List.of(0xaL, 0xcL, 0xeL, 0x10L)),
        loops.stream()
            .map(InnerLoopsTest::addresses)
            .sorted((one, other) -> Long.compare(one.getFirst(), other.getFirst()))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vmovups YMMWORD PTR [rsp+0x20],ymm0",
        "vmovups zmm3,ZMMWORD PTR [rsp]",
        "vmovaps XMMWORD PTR [rsp+0x110],xmm15",
        "vmovdqu ymm11,YMMWORD PTR [rsp+0x1f0]",
        "vmovdqu64 ZMMWORD PTR [rsp+0xc0],zmm17",
        "vmovq  QWORD PTR [rsp+0x8],xmm1",
        "vfmadd231ps ymm0,ymm1,YMMWORD PTR [rsp+0x40]",
        "vpminsd xmm0,xmm1,XMMWORD PTR [rsp+0x40]",
        "kmovq  QWORD PTR [rsp+0x8],k1",
      })
  void vectorsOnTheStack(String instruction) {
    assertTrue(parse(instruction).movesVectorOnStack());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vmovups ymm0,YMMWORD PTR [r9+rax*4+0x10]",
        "vmovss DWORD PTR [rsp+0x4],xmm1",
        "vmovsd xmm1,QWORD PTR [rsp+0x4]",
        "vmulss xmm0,xmm1,DWORD PTR [rsp+0x5c]",
        "vbroadcastss ymm3,DWORD PTR [rsp+0x1c]",
        "mov    r10,QWORD PTR [rsp+0x8]",
        "cmp    rsp,QWORD PTR [r15+0x450]",
      })
  void noVectorsOnTheStack(String instruction) {
    assertFalse(parse(instruction).movesVectorOnStack());
  }

  @Test
  void transfers() {
    assertTrue(parse("vmovq  xmm6,r9").isTransfer());
    assertTrue(parse("vmovq  r9,xmm6").isTransfer());
    assertTrue(parse("vmovd  xmm16,ecx").isTransfer());
    assertFalse(parse("vmovq  xmm6,QWORD PTR [r9+0x8]").isTransfer());
    assertFalse(parse("vmovd  DWORD PTR [rsp+0x8],xmm1").isTransfer());
    assertFalse(parse("vmovdqu ymm1,ymm2").isTransfer());
  }

  private static Instruction parse(String instruction) {
    return Instruction.parse(List.of(" 100:\t90 90 90 \t" + instruction), new TreeMap<>())
        .getFirst();
  }

  @Test
  void complaint() {
    NavigableMap<Long, String> notes = new TreeMap<>();
    notes.put(0x20aL, "{static_call}");
    notes.put(0x20eL, "*invokestatic flush, a.B::c@7 (line 12)");
    List<String> listing =
        """
         200:\tc5 fe 6f 44 24 20    \tvmovdqu ymm0,YMMWORD PTR [rsp+0x20]
         206:\tc5 fc 58 c1          \tvaddps ymm0,ymm0,ymm1
         20a:\te8 00 00 00 00       \tcall   0x1000
         20f:\tc5 fe 7f 44 24 20    \tvmovdqu YMMWORD PTR [rsp+0x20],ymm0
         215:\t75 e9                \tjne    0x200
        """
            .lines()
            .toList();
    assertEquals(
        """
        a loop of 5 instructions needs 3 vector registers (2, and 1 places on the stack), there \
        are 16; 2 moves of vectors on the stack, 1 calls:
            200: vmovdqu ymm0,YMMWORD PTR [rsp+0x20]
            20f: vmovdqu YMMWORD PTR [rsp+0x20],ymm0
            20a: call 0x1000 {static_call}, *invokestatic flush, a.B::c@7 (line 12)\
        """,
        loops(listing, notes).getFirst().complaint(16));
  }
}
