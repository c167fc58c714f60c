package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.simd.Lanes;

/**
 * C2's machine code of every vector kernel of the simd backend, and of the ceiling that products
 * are held against, on every {@link KernelWorld} of this processor: no innermost loop moves a
 * vector to the stack or takes one from there, and none calls anything.
 *
 * <p>Kernels are found in the bytecode; {@link KernelDriver} must reach each of them. Every
 * compilation counts, and in it every innermost loop, those before and after an unrolled one too,
 * and those over what is left beyond whole vectors. What lies outside of loops does not count. What
 * C2 unrolls depends on how often loops turned before, so each kernel is compiled twice, after few
 * turns and after many; that is not all that can happen.
 */
class KernelMachineCodeTest {
  @TempDir static Path folder;

  private static final List<VectorKernel> KERNELS = new ArrayList<>();
  private static final Map<KernelWorld, List<Found>> FOUND = new HashMap<>();

  /** An innermost loop of a kernel, compiled while most loops had few turns or many. */
  private record Found(VectorKernel kernel, KernelDriver.Loops turns, HotLoop loop) {}

  static List<KernelWorld> worlds() {
    return KernelWorld.ALL;
  }

  @BeforeAll
  static void findKernels() throws Exception {
    URI simd = Lanes.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    KERNELS.addAll(VectorKernel.in(Path.of(simd)));
    assertTrue(KERNELS.size() > 20, "vector kernels in " + simd + ": " + KERNELS);
    try (InputStream ceiling = FmaCeiling.class.getResourceAsStream("FmaCeiling.class")) {
      KERNELS.addAll(VectorKernel.of(ceiling.readAllBytes()));
    }
  }

  /** Before each test and not before all, so that each is reported as left out. */
  @BeforeEach
  void canRead() {
    String architecture = System.getProperty("os.arch");
    assumeTrue(
        List.of("amd64", "x86_64").contains(architecture),
        "the machine code of kernels is read on x86-64 only, this is " + architecture);
    assertTrue(
        Objdump.isThere(), "there is no objdump on the path; install the GNU binary utilities");
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void loopsStayInRegisters(KernelWorld world) throws Exception {
    assumeTrue(world.isHere(folder), "this processor has no " + world);
    List<String> complaints =
        loops(world).stream()
            .filter(each -> !each.loop.isClean())
            .map(each ->
                "%s (%s loops): %s"
                    .formatted(each.kernel, each.turns, each.loop.complaint(world.registers())))
            .toList();
    assertTrue(complaints.isEmpty(), () -> world + "\n" + String.join("\n", complaints));
  }

  /**
   * On Intel's processors C2 keeps in vector registers what general ones have no room for, by moves
   * that take the place of multiply-adds. Tiles have none to spare; other kernels wait for memory.
   */
  @ParameterizedTest
  @MethodSource("worlds")
  void tilesMoveNothingBetweenKindsOfRegisters(KernelWorld world) throws Exception {
    assumeTrue(world.isHere(folder), "this processor has no " + world);
    List<String> complaints =
        loops(world).stream()
            .filter(each -> each.kernel.isTile() && !each.loop.transfers().isEmpty())
            .map(each ->
                "%s (%s loops): %s".formatted(each.kernel, each.turns, each.loop.transfers()))
            .toList();
    assertTrue(complaints.isEmpty(), () -> world + "\n" + String.join("\n", complaints));
  }

  /** Some kernels are for many registers and some for few: one world is enough. */
  @Test
  void everyKernelIsSeen() throws Exception {
    Set<VectorKernel> unseen = new LinkedHashSet<>(KERNELS);
    List<KernelWorld> missing = new ArrayList<>();
    for (KernelWorld world : KernelWorld.ALL) {
      if (world.isHere(folder)) {
        loops(world).stream()
            .filter(each -> each.loop.isVector())
            .forEach(each -> unseen.remove(each.kernel));
      } else {
        missing.add(world);
      }
    }
    assumeTrue(
        unseen.isEmpty() || missing.isEmpty(),
        "not seen: %s; this processor has no %s".formatted(unseen, missing));
    assertEquals(Set.of(), unseen, "no vector loop of C2's was seen; let KernelDriver reach them");
  }

  /** The innermost loops of all compilations. */
  private static List<Found> loops(KernelWorld world) throws Exception {
    List<Found> found = FOUND.get(world);
    if (found == null) {
      found = new ArrayList<>();
      for (KernelDriver.Loops turns : KernelDriver.Loops.values()) {
        List<MachineCode> compilations = MachineCode.allOfC2(world.compile(KERNELS, turns, folder));
        for (VectorKernel kernel : KERNELS) {
          for (HotLoop loop : loops(kernel, compilations)) {
            found.add(new Found(kernel, turns, loop));
          }
        }
      }
      FOUND.put(world, found);
    }
    return found;
  }

  private static List<HotLoop> loops(VectorKernel kernel, List<MachineCode> compilations)
      throws IOException {
    List<HotLoop> loops = new ArrayList<>();
    Path disassembly = folder.resolve("disassembly");
    for (MachineCode code : compilations) {
      if (code.method().equals(kernel.logName())) {
        assertTrue(
            code.bytes().length > 0,
            () ->
                "HotSpot printed no bytes of %s; take its disassembler plugin hsdis away"
                    .formatted(kernel));
        Objdump.disassemble(code, disassembly);
        List<Instruction> instructions =
            Instruction.parse(Files.readAllLines(disassembly), code.notes());
        loops.addAll(InnerLoops.of(instructions));
      }
    }
    return loops;
  }
}
