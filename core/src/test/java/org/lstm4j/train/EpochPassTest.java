package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Windows;
import org.lstm4j.random.SeededRandom;

class EpochPassTest {
  /** Sample s has the target s. */
  private static final Windows SAMPLES = Windows.next(new float[] {-1, 0, 1, 2, 3, 4, 5, 6}, 1);

  @Test
  void batchesInOrderWithASmallerLastOne() {
    assertEquals(
        List.of("1: 0.0 1.0 2.0", "2: 3.0 4.0 5.0", "3: 6.0"),
        batches(new EpochPass(SAMPLES, 3, 1)));
    assertEquals(List.of("1: 0.0 1.0 2.0 3.0 4.0 5.0 6.0"), batches(new EpochPass(SAMPLES, 7, 1)));
  }

  @Test
  void noBatchIsGreaterThanTheData() {
    assertEquals(7, new EpochPass(SAMPLES, 100, 1).maxBatch());
    assertEquals(3, new EpochPass(SAMPLES, 3, 1).maxBatch());
    assertEquals(1, batches(new EpochPass(SAMPLES, Integer.MAX_VALUE, 1)).size());
  }

  /** Batches of four in three parts: two samples each, so that two parts are enough. */
  @Test
  void partsOfBatches() {
    EpochPass pass = new EpochPass(SAMPLES, 4, 3);
    assertEquals(2, pass.maxBatch());
    assertEquals(2, pass.batches());
    assertEquals(2, pass.parts(0));
    assertEquals(2, pass.parts(1));
    assertEquals(List.of("1: 0.0 1.0", "1: 2.0 3.0", "2: 4.0 5.0", "2: 6.0"), batches(pass));
  }

  @Test
  void shuffledOrderDependsOnSeedAndEpochAlone() {
    EpochPass pass = new EpochPass(SAMPLES, 3, 1);
    for (int epoch = 1; epoch < 20; epoch++) {
      pass.shuffle(5, epoch);
    }
    pass.shuffle(5, 3);
    EpochPass other = new EpochPass(SAMPLES, 7, 1);
    other.shuffle(5, 3);
    String order = String.join("", targets(pass));
    assertEquals(order, String.join("", targets(other)));
    other.shuffle(5, 4);
    assertNotEquals(order, String.join("", targets(other)));
    other.shuffle(6, 3);
    assertNotEquals(order, String.join("", targets(other)));
  }

  @Test
  void shufflesWithTheStreamOfSeedAndEpoch() {
    int[] expected = {0, 1, 2, 3, 4, 5, 6};
    new SeededRandom(11, 2, 4).shuffle(expected);
    EpochPass pass = new EpochPass(SAMPLES, 2, 1);
    pass.shuffle(11, 4);
    int[] actual =
        targets(pass).stream().mapToInt(target -> (int) Float.parseFloat(target)).toArray();
    assertArrayEquals(expected, actual);
    Arrays.sort(actual);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, actual);
  }

  private static List<String> targets(EpochPass pass) {
    List<String> targets = new ArrayList<>();
    for (String batch : batches(pass)) {
      targets.addAll(List.of(batch.substring(batch.indexOf(' ') + 1).split(" ", -1)));
    }
    return targets;
  }

  /** Every batch's number and targets. */
  private static List<String> batches(EpochPass pass) {
    List<String> batches = new ArrayList<>();
    for (int number = 0; number < pass.batches(); number++) {
      for (int part = 0; part < pass.parts(number); part++) {
        Batch batch = pass.fill(number, part);
        StringBuilder text = new StringBuilder((number + 1) + ":");
        for (int b = 0; b < batch.size(); b++) {
          text.append(' ').append(batch.targetValues[b]);
        }
        batches.add(text.toString());
      }
    }
    return batches;
  }
}
