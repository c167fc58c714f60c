package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;

/** Every rung of the refusal ladder, with its reason. */
class CpuSupportTest {
  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

  @Test
  void hereItIsAvailable() {
    assertInstanceOf(Available.class, CpuSupport.check());
  }

  @Test
  void unknownOptionsDoNotRefuse() {
    assertInstanceOf(Available.class, check(HOTSPOT, Map.of(), 256));
  }

  @Test
  void otherVirtualMachinesAreRefused() {
    assertEquals(
        "this Java runtime is Eclipse OpenJ9 VM, which does not compile vector code to vector"
            + " instructions",
        refusal(check("Eclipse OpenJ9 VM", Map.of(), 256)));
  }

  @Test
  void noOptimizingCompiler() {
    String reason = "the optimizing compiler C2 is off";
    assertEquals(reason, refusal(check(HOTSPOT, Map.of("UseCompiler", "false"), 256)));
    assertEquals(reason, refusal(check(HOTSPOT, Map.of("TieredStopAtLevel", "1"), 256)));
    assertInstanceOf(Available.class, check(HOTSPOT, Map.of("TieredStopAtLevel", "4"), 256));
  }

  @Test
  void noFusedMultiplyAdd() {
    assertEquals(
        "there is no fused multiply-add instruction",
        refusal(check(HOTSPOT, Map.of("UseFMA", "false"), 256)));
  }

  @Test
  void narrowVectors() {
    assertEquals("vectors have 64 bits", refusal(check(HOTSPOT, Map.of(), 64)));
  }

  private static Availability check(String vm, Map<String, String> options, int bits) {
    return CpuSupport.check(vm, options::get, () -> bits);
  }

  private static String refusal(Availability availability) {
    return assertInstanceOf(Unavailable.class, availability).reason();
  }
}
