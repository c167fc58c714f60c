package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;
import org.lstm4j.simd.CpuSupport.Host;

/** Every rung of the refusal ladder, with its reason. */
class CpuSupportTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

  @Test
  void hereItIsAvailable() {
    assertInstanceOf(Available.class, CpuSupport.check());
  }

  @Test
  void unknownOptionsDoNotRefuse() {
    assertInstanceOf(Available.class, check(Map.of(), 256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
  void architecturesAndWidthsThatWereTried(String architecture) {
    for (int bits : new int[] {128, 256, 512}) {
      assertInstanceOf(
          Available.class,
          CpuSupport.check(new Host(HOTSPOT, architecture, null), option -> null, () -> bits));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s390x|on s390x C2 has no vector multiply-add, and every vector is an object",
        "riscv64|vector code was not tried on riscv64",
        "ppc64le|vector code was not tried on ppc64le",
        "arm|vector code was not tried on arm"
      })
  void otherArchitecturesAreRefusedByName(String architecture, String reason) {
    assertRefused(
        CpuSupport.check(
            new Host(HOTSPOT, architecture, null),
            option -> null,
            () -> fail("the width was asked for")),
        reason,
        "set -Dlstm4j.backend=scalar, or use an x86-64 or AArch64 processor");
  }

  @Test
  void otherVirtualMachinesAreRefused() {
    assertRefused(
        CpuSupport.check(new Host("Eclipse OpenJ9 VM", "amd64", null), option -> null, () -> 256),
        "this Java runtime is Eclipse OpenJ9 VM, which does not compile vector code to vector"
            + " instructions",
        "use a Java runtime with HotSpot");
  }

  @Test
  void noOptimizingCompiler() {
    String reason = "the optimizing compiler C2 is off";
    String remedy = "start Java without -Xint, -XX:TieredStopAtLevel and -XX:-UseCompiler";
    assertRefused(check(Map.of("UseCompiler", "false"), 256), reason, remedy);
    assertRefused(check(Map.of("TieredStopAtLevel", "1"), 256), reason, remedy);
    assertInstanceOf(Available.class, check(Map.of("TieredStopAtLevel", "4"), 256));
  }

  @Test
  void noCompiledVectors() {
    assertRefused(
        check(Map.of("EnableVectorSupport", "false"), 256),
        "the optimizing compiler C2 does not compile vector code",
        "start Java without -XX:-EnableVectorSupport");
    assertInstanceOf(Available.class, check(Map.of("EnableVectorSupport", "true"), 256));
  }

  @Test
  void noFusedMultiplyAdd() {
    assertRefused(
        check(Map.of("UseFMA", "false", "UseAVX", "3"), 256),
        "there is no fused multiply-add instruction",
        "start Java without -XX:-UseFMA, or let the virtual machine show the processor's FMA");
  }

  /** The flag that took it away is named, not one that would not bring it back. */
  @Test
  void noFusedMultiplyAddForWantOfAvx() {
    assertRefused(
        check(Map.of("UseFMA", "false", "UseAVX", "0"), 128),
        "there is no fused multiply-add instruction where UseAVX is 0",
        "start Java without -XX:UseAVX=0, on a processor with AVX2");
  }

  @Test
  void otherWidths() {
    for (int bits : new int[] {1024, 2048}) {
      assertRefused(
          check(Map.of(), bits),
          "vectors have %d bits, which was not tried".formatted(bits),
          "start Java with -XX:MaxVectorSize=64, which limits them to 512 bits");
    }
    for (int bits : new int[] {64, 384}) {
      assertRefused(
          check(Map.of(), bits),
          "vectors have %d bits; expected 128, 256 or 512".formatted(bits),
          "start Java without -XX:MaxVectorSize, on a processor with vectors of at least 128 bits");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "abc", "", "1024", "-128", "512 "})
  void unknownForcedWidths(String forced) {
    assertRefused(
        CpuSupport.check(
            new Host(HOTSPOT, "amd64", forced),
            option -> null,
            () -> fail("the width was asked for")),
        "lstm4j.simd.bits is '%s'; expected 128, 256 or 512".formatted(forced),
        "set one of these, or leave it out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void forcedWidths(String forced) {
    assertInstanceOf(
        Available.class,
        CpuSupport.check(new Host(HOTSPOT, "amd64", forced), option -> null, () -> 256));
  }

  private static Availability check(Map<String, String> options, int bits) {
    return CpuSupport.check(new Host(HOTSPOT, "amd64", null), options::get, () -> bits);
  }

  private static void assertRefused(Availability availability, String reason, String remedy) {
    assertEquals(new Unavailable(reason, remedy), availability);
  }
}
