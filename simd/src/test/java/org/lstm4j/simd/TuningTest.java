package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How many vector registers a machine has. */
class TuningTest {
  @Test
  void registers() {
    assertEquals(32, Tuning.registers("amd64", "3"));
    assertEquals(16, Tuning.registers("amd64", "2"));
    assertEquals(16, Tuning.registers("x86_64", "1"));
    assertEquals(32, Tuning.registers("aarch64", null), "no UseAVX there");
    assertEquals(16, Tuning.registers("amd64", null), "a JVM that does not tell");
  }

  /** Of the processors with 32 registers, which multiply with a number in memory. */
  @Test
  void broadcasts() {
    assertTrue(Tuning.broadcastsFromMemory("amd64", "3"));
    assertFalse(Tuning.broadcastsFromMemory("amd64", "2"));
    assertFalse(Tuning.broadcastsFromMemory("aarch64", null));
  }

  /** Tiles, panels and blocks must fit each other whatever the machine is. */
  @Test
  void sizesFit() {
    assertEquals(0, Tuning.TRANSPOSED_SPAN % Tuning.TRANSPOSED_DEPTH);
    assertEquals(Tuning.MANY_REGISTERS ? 4 : 2, Tuning.PANEL_VECTORS);
  }
}
