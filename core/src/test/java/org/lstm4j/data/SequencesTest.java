package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

class SequencesTest {
  private static SampleShape shape(Kind input, Output output, Kind target) {
    return new SampleShape(input, 2, 3, output, target, 2);
  }

  /** Rows are step after step, in each the sequences that have it, longest first. */
  @Test
  void numbersWithATargetAtEveryStep() {
    Sequences sequences =
        Sequences.of(shape(Kind.VALUES, Output.SEQUENCE, Kind.VALUES))
            .add(new float[] {1, 2}, new float[] {-1, -2})
            .add(new float[] {3, 4, 5, 6, 7, 8}, new float[] {-3, -4, -5, -6, -7, -8})
            .build();
    assertEquals(1, sequences.steps(0));
    assertEquals(3, sequences.steps(1));
    Batch batch = new Batch(sequences.shape(), 2);
    sequences.fill(new int[] {1, 0}, 0, 2, batch);
    assertEquals(4, batch.rows());
    assertEquals(3, batch.steps());
    float[] rows = {3, 4, 1, 2, 5, 6, 7, 8};
    assertArrayEquals(rows, Arrays.copyOf(batch.inputs().values, 8));
    float[] targets = {-3, -4, -1, -2, -5, -6, -7, -8};
    assertArrayEquals(targets, Arrays.copyOf(batch.targetValues, 8));
  }

  @Test
  void indicesWithAClassForTheLastStep() {
    Sequences sequences =
        Sequences.of(shape(Kind.INDICES, Output.LAST, Kind.INDICES))
            .add(new int[] {1, 0, 1}, 0)
            .add(new int[] {0, 0}, 1)
            .build();
    Batch batch = new Batch(sequences.shape(), 2);
    sequences.fill(new int[] {0, 1}, 0, 2, batch);
    assertEquals(2, batch.rows());
    assertArrayEquals(new int[] {1, 0, 0, 0, 1}, Arrays.copyOf(batch.inputs().indices, 5));
    assertArrayEquals(new int[] {0, 1}, batch.targetIndices);
  }

  @Test
  void refusals() {
    Sequences.Builder numbers =
        Sequences.of(shape(Kind.VALUES, Output.SEQUENCE, Kind.VALUES))
            .add(new float[] {1, 2}, new float[] {3, 4});
    refuses(
        "sequence 1 has 3 numbers; expected 1 to 3 rows of 2",
        () -> numbers.add(new float[3], new float[2]));
    refuses(
        "sequence 1 has 8 numbers; expected 1 to 3 rows of 2",
        () -> numbers.add(new float[8], new float[8]));
    refuses(
        "sequence 1 of 2 steps has 2 target numbers; expected 4",
        () -> numbers.add(new float[4], new float[2]));
    refuses(
        "sequence 1 has 0 numbers; expected 1 to 3 rows of 2",
        () -> numbers.add(new int[] {1}, new float[2]));
    Sequences.Builder classes = Sequences.of(shape(Kind.INDICES, Output.LAST, Kind.INDICES));
    refuses("sequence 0 has 4 indices; expected 1 to 3", () -> classes.add(new int[4], 1));
    refuses(
        "sequence 0 of 3 steps has 2 target classes; expected 1",
        () -> classes.add(new int[3], 1, 1));
    refuses("there are no sequences; expected at least one", classes::build);
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
