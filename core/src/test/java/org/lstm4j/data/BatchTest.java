package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;

class BatchTest {
  private static final ModelSpec MODEL = ModelSpec.values(2).lstm(3).lastStep();
  private static final SampleShape LAST =
      new SampleShape(Kind.VALUES, 2, 5, Output.LAST, Kind.VALUES, 3);

  @Test
  void numbersWithATargetForTheLastStep() {
    Batch batch = new Batch(LAST, 4);
    assertEquals(5 * 4 * 2, batch.inputs().values.length);
    assertEquals(0, batch.inputs().indices.length);
    assertEquals(4 * 3, batch.targetValues.length);
    assertEquals(0, batch.targetIndices.length);
    assertEquals(4, batch.size());
    assertEquals(4, batch.rows());
    assertEquals(5, batch.steps());
    assertSame(LAST, batch.shape());
  }

  @Test
  void indicesWithATargetAtEveryStep() {
    Batch batch =
        new Batch(new SampleShape(Kind.INDICES, 9, 5, Output.SEQUENCE, Kind.INDICES, 9), 4);
    assertEquals(0, batch.inputs().values.length);
    assertEquals(5 * 4, batch.inputs().indices.length);
    assertEquals(0, batch.targetValues.length);
    assertEquals(5 * 4, batch.targetIndices.length);
    assertEquals(20, batch.rows());
    batch.begin(3);
    assertEquals(15, batch.rows());
    assertEquals(3, batch.size());
    assertEquals(5, batch.inputs().extent().steps());
  }

  @Test
  void classesFromNumbers() {
    Batch batch = new Batch(new SampleShape(Kind.VALUES, 2, 5, Output.LAST, Kind.INDICES, 7), 4);
    assertEquals(5 * 4 * 2, batch.inputs().values.length);
    assertEquals(4, batch.targetIndices.length);
  }

  @Test
  void beginTakesAnInitialStateBack() {
    Batch batch = new Batch(LAST, 4);
    assertTrue(batch.initialState().isEmpty());
    ModelState state = new ModelState(MODEL, 2);
    batch.begin(2);
    batch.startFrom(state);
    assertSame(state, batch.initialState().orElseThrow());
    batch.begin(2);
    assertTrue(batch.initialState().isEmpty());
  }

  @Test
  void aStateOfAnotherNumberOfSequences() {
    Batch batch = new Batch(LAST, 4);
    batch.begin(2);
    ModelState state = new ModelState(MODEL, 4);
    var e = assertThrows(IllegalArgumentException.class, () -> batch.startFrom(state));
    assertEquals("the state is of 4 sequences; the batch has 2", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, -1})
  void aSizeOutOfRange(int samples) {
    Batch batch = new Batch(LAST, 4);
    var e = assertThrows(IllegalArgumentException.class, () -> batch.begin(samples));
    assertEquals(
        "a batch of 5 steps × " + samples + " sequences does not fit room for 5 × 4",
        e.getMessage());
  }

  @Test
  void noBatchOfNone() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Batch(LAST, 0));
    assertEquals("the batch size is 0; expected at least 1", e.getMessage());
  }
}
