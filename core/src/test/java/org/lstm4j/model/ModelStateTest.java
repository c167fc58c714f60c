package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ModelStateTest {
  private static final ModelSpec TWO_LAYERS = ModelSpec.values(9).lstm(2).lstm(3).lastStep();

  @Test
  void aNewStateIsZero() {
    ModelState state = new ModelState(TWO_LAYERS, 4);
    assertEquals(4, state.batch());
    assertEquals(4, state.count());
    assertArrayEquals(new float[8], state.hidden(0));
    assertArrayEquals(new float[8], state.cell(0));
    assertArrayEquals(new float[12], state.hidden(1));
    assertArrayEquals(new float[12], state.cell(1));
  }

  @Test
  void copiesAreIndependentAndResetIsZero() {
    ModelState one = filled(TWO_LAYERS, 2, 1);
    ModelState other = filled(TWO_LAYERS, 2, 5);
    one.copyFrom(other);
    other.reset();
    assertArrayEquals(new float[4], other.hidden(0));
    assertArrayEquals(new float[6], other.cell(1));
    assertArrayEquals(new float[] {5, 5, 5, 5}, one.hidden(0));
    assertArrayEquals(new float[] {6, 6, 6, 6}, one.cell(0));
    assertArrayEquals(new float[] {7, 7, 7, 7, 7, 7}, one.hidden(1));
    assertArrayEquals(new float[] {8, 8, 8, 8, 8, 8}, one.cell(1));
  }

  @Test
  void messages() {
    ModelState state = filled(TWO_LAYERS, 2, 1);
    fails(
        "the other state is of 4 values × 3 sequences; expected 4 × 2",
        () -> state.copyFrom(new ModelState(TWO_LAYERS, 3)));
    fails(
        "the other state is of 2 values × 2 sequences; expected 4 × 2",
        () -> state.copyFrom(new ModelState(ModelSpec.values(9).lstm(2).lastStep(), 2)));
    for (int size : new int[] {1, 4}) {
      fails(
          "state 2 of the other has " + size + " units; expected 3",
          () ->
              state.copyFrom(new ModelState(ModelSpec.values(9).lstm(2).lstm(size).lastStep(), 2)));
    }
    assertArrayEquals(new float[] {1, 1, 1, 1}, state.hidden(0), "nothing is copied by halves");
    fails("the batch size is 0; expected at least 1", () -> new ModelState(TWO_LAYERS, 0));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  /** Hidden and cell states of layer after layer hold first, first + 1, … */
  private static ModelState filled(ModelSpec spec, int batch, int first) {
    ModelState state = new ModelState(spec, batch);
    for (int k = 0; k < state.count() / 2; k++) {
      Arrays.fill(state.hidden(k), first + 2f * k);
      Arrays.fill(state.cell(k), first + 2f * k + 1);
    }
    return state;
  }
}
