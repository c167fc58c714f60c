package org.lstm4j.jmh.startup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** From calls to windows, and from what a probe prints to figures. */
class TraceTest {

  @Test
  void aLongCallFillsItsWindowsAndShortOnesGiveTheirMedian() {
    Windows windows = new Windows(0.6);
    windows.add(0.15, 0.35, 2e8);
    windows.add(0.41, 0.42, 30);
    windows.add(0.42, 0.43, 10);
    windows.add(0.43, 0.44, 20);
    assertEquals("NaN 200000000.0 200000000.0 200000000.0 20.0 NaN", windows.toString());
  }

  @Test
  void figures() {
    Trace trace = Trace.parse("0.35\n200\n3f80\nNaN 900.0 90.0 400.0 12.0 11.0\n");
    assertEquals(0.35, trace.firstResult());
    assertEquals(200, trace.firstCall());
    assertEquals("3f80", trace.bits());
    assertEquals(Double.NaN, trace.perCall(0.1));
    assertEquals(90, trace.perCall(0.3));
    assertEquals(Double.NaN, trace.perCall(0.7));
    assertArrayEquals(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, trace.times(), 1e-12);
  }
}
