package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

class WindowsTest {
  private static final float[] SERIES = {10, 11, 12, 13, 14, 15};

  /** Two columns: tens and their negatives. */
  private static final float[] TABLE = {1, -1, 2, -2, 3, -3, 4, -4, 5, -5};

  @Test
  void nextTakesTheValueAfterTheWindow() {
    Windows windows = Windows.next(SERIES, 2);
    assertEquals(4, windows.size());
    assertEquals(new SampleShape(Kind.VALUES, 1, 2, Output.LAST, Kind.VALUES, 1), windows.shape());
    for (int sample = 0; sample < 4; sample++) {
      Batch batch = fill(windows, 1, sample);
      assertArrayEquals(new float[] {10 + sample, 11 + sample}, inputs(batch, 2));
      assertArrayEquals(new float[] {12 + sample}, batch.targetValues);
    }
  }

  /** Time-major: all samples' first steps, then all samples' second steps. */
  @Test
  void batchesAreTimeMajorInTheOrderOfTheSamples() {
    Batch batch = fill(Windows.next(SERIES, 3), 3, 2, 0, 1);
    assertArrayEquals(new float[] {12, 10, 11, 13, 11, 12, 14, 12, 13}, inputs(batch, 9));
    assertArrayEquals(new float[] {15, 13, 14}, batch.targetValues);
  }

  @Test
  void aSmallerBatchLiesWithoutGapsAndLeavesTheRestAlone() {
    Windows windows = Windows.next(SERIES, 2);
    Batch batch = new Batch(windows.shape(), 3);
    Arrays.fill(batch.inputs().values, -9f);
    Arrays.fill(batch.targetValues, -9f);
    windows.fill(new int[] {7, 7, 3, 1, 7}, 2, 2, batch);
    assertEquals(2, batch.size());
    assertEquals(2, batch.rows());
    assertArrayEquals(new float[] {13, 11, 14, 12, -9, -9}, batch.inputs().values);
    assertArrayEquals(new float[] {15, 13, -9}, batch.targetValues);
  }

  @Test
  void aSampleMayStandTwice() {
    Batch batch = fill(Windows.next(SERIES, 1), 2, 4, 4);
    assertArrayEquals(new float[] {14, 14}, inputs(batch, 2));
    assertArrayEquals(new float[] {15, 15}, batch.targetValues);
  }

  @Test
  void shiftedHasATargetAtEveryStep() {
    Windows windows = Windows.shifted(SERIES, 3);
    assertEquals(3, windows.size());
    assertEquals(
        new SampleShape(Kind.VALUES, 1, 3, Output.SEQUENCE, Kind.VALUES, 1), windows.shape());
    Batch batch = fill(windows, 2, 2, 0);
    assertEquals(6, batch.rows());
    assertArrayEquals(new float[] {12, 10, 13, 11, 14, 12}, inputs(batch, 6));
    assertArrayEquals(new float[] {13, 11, 14, 12, 15, 13}, batch.targetValues);
  }

  @Test
  void lagsAreNewestFirst() {
    Windows windows = Windows.lags(SERIES, 4);
    assertEquals(2, windows.size());
    assertEquals(new SampleShape(Kind.VALUES, 1, 4, Output.LAST, Kind.VALUES, 1), windows.shape());
    Batch batch = fill(windows, 2, 0, 1);
    assertArrayEquals(new float[] {13, 14, 12, 13, 11, 12, 10, 11}, inputs(batch, 8));
    assertArrayEquals(new float[] {14, 15}, batch.targetValues);
  }

  @Test
  void severalColumnsStayTogetherAndOneIsTheTarget() {
    for (int column = 0; column < 2; column++) {
      Windows windows = Windows.next(TABLE, 2, column, 3);
      assertEquals(2, windows.size());
      assertEquals(
          new SampleShape(Kind.VALUES, 2, 3, Output.LAST, Kind.VALUES, 1), windows.shape());
      Batch batch = fill(windows, 2, 1, 0);
      assertArrayEquals(new float[] {2, -2, 1, -1, 3, -3, 2, -2, 4, -4, 3, -3}, inputs(batch, 12));
      float sign = column == 0 ? 1 : -1;
      assertArrayEquals(new float[] {5 * sign, 4 * sign}, batch.targetValues);
    }
  }

  @Test
  void aWindowMayLeaveJustOneSample() {
    assertEquals(1, Windows.next(SERIES, 5).size());
    assertEquals(5, Windows.next(SERIES, 1).size());
  }

  @Test
  void windowsAreViews() {
    float[] series = SERIES.clone();
    Windows windows = Windows.next(series, 2);
    series[0] = 99;
    assertArrayEquals(new float[] {99, 11}, inputs(fill(windows, 1, 0), 2));
  }

  @Test
  void messages() {
    fails(
        "a window of 6 and its target need 7 rows; the series has 6",
        () -> Windows.next(SERIES, 6));
    fails(
        "a window of 5 and its target need 6 rows; the series has 5",
        () -> Windows.next(TABLE, 2, 0, 5));
    fails("a window of 9 and its target need 10 rows; the series has 6", () -> lags(9));
    fails("the window length is 0; expected at least 1", () -> Windows.shifted(SERIES, 0));
    fails("the window length is -2; expected at least 1", () -> lags(-2));
    fails("a series of 6 values does not make rows of 4", () -> Windows.next(SERIES, 4, 0, 1));
    fails("a series of 6 values does not make rows of 0", () -> Windows.next(SERIES, 0, 0, 1));
    fails(
        "the target column is 2; the series has columns 0 to 1",
        () -> Windows.next(TABLE, 2, 2, 1));
    fails("the target column is -1; expected at least 0", () -> Windows.next(TABLE, 2, -1, 1));
  }

  private static void lags(int count) {
    Windows.lags(SERIES, count);
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static Batch fill(Windows windows, int maxBatch, int... samples) {
    Batch batch = new Batch(windows.shape(), maxBatch);
    windows.fill(samples, 0, samples.length, batch);
    return batch;
  }

  private static float[] inputs(Batch batch, int count) {
    return Arrays.copyOf(batch.inputs().values, count);
  }
}
