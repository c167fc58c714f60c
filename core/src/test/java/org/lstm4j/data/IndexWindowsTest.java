package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

class IndexWindowsTest {
  private static final int[] SEQUENCE = {0, 1, 2, 3, 4, 5, 6, 7};

  @Test
  void targetsAreTheIndicesThatFollow() {
    IndexWindows windows = new IndexWindows(SEQUENCE, 8, 3, 2);
    assertEquals(3, windows.size());
    assertEquals(
        new SampleShape(Kind.INDICES, 8, 3, Output.SEQUENCE, Kind.INDICES, 8), windows.shape());
    Batch batch = new Batch(windows.shape(), 2);
    windows.fill(new int[] {9, 2, 0}, 1, 2, batch);
    assertArrayEquals(new int[] {4, 0, 5, 1, 6, 2}, batch.inputs().indices);
    assertArrayEquals(new int[] {5, 1, 6, 2, 7, 3}, batch.targetIndices);
    assertEquals(6, batch.rows());
    assertEquals(0, batch.targetValues.length);
  }

  /** Starts are 0, stride, 2·stride, … as long as window and last target fit. */
  @Test
  void sizeIsTheNumberOfStartsThatFit() {
    for (int length = 1; length < SEQUENCE.length; length++) {
      for (int stride = 1; stride < 10; stride++) {
        int starts = 0;
        for (int start = 0; start + length < SEQUENCE.length; start += stride) {
          starts++;
        }
        assertEquals(starts, new IndexWindows(SEQUENCE, 8, length, stride).size());
      }
    }
  }

  @Test
  void wholeIsOneSample() {
    IndexWindows windows = IndexWindows.whole(SEQUENCE, 9);
    assertEquals(1, windows.size());
    assertEquals(
        new SampleShape(Kind.INDICES, 9, 7, Output.SEQUENCE, Kind.INDICES, 9), windows.shape());
    Batch batch = new Batch(windows.shape(), 1);
    windows.fill(new int[] {0}, 0, 1, batch);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, batch.inputs().indices);
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7}, batch.targetIndices);
  }

  @Test
  void messages() {
    fails(
        "index 7 at position 7 is out of range; expected 0 to 6",
        () -> new IndexWindows(SEQUENCE, 7, 2, 1));
    fails(
        "index -1 at position 1 is out of range; expected 0 to 6",
        () -> new IndexWindows(new int[] {3, -1, 9}, 7, 1, 1));
    fails(
        "a window of 8 and its target need 9 indices; the sequence has 8",
        () -> new IndexWindows(SEQUENCE, 8, 8, 1));
    fails(
        "the window length is 0 and the stride 1; expected at least 1",
        () -> new IndexWindows(SEQUENCE, 8, 0, 1));
    fails(
        "the window length is 2 and the stride 0; expected at least 1",
        () -> new IndexWindows(SEQUENCE, 8, 2, 0));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
