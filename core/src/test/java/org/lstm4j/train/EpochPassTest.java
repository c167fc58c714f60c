package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.data.Windows;
import org.lstm4j.random.SeededRandom;

class EpochPassTest {
  /** Sample s has the target s. */
  private static final Windows SAMPLES = Windows.next(new float[] {-1, 0, 1, 2, 3, 4, 5, 6}, 1);

  private static final TrainingOptions MEAN =
      new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Sgd(1));
  private static final TrainingOptions SUM =
      new TrainingOptions(Loss.meanSquaredError().summed(), new Optimizer.Sgd(1));

  @Test
  void batchesInOrderWithASmallerLastOne() {
    assertEquals(
        List.of("1: 0.0 1.0 2.0", "2: 3.0 4.0 5.0", "3: 6.0"), batches(new EpochPass(SAMPLES, 3)));
    assertEquals(List.of("1: 0.0 1.0 2.0 3.0 4.0 5.0 6.0"), batches(new EpochPass(SAMPLES, 7)));
  }

  @Test
  void noBatchIsGreaterThanTheData() {
    assertEquals(7, new EpochPass(SAMPLES, 100).maxBatch());
    assertEquals(3, new EpochPass(SAMPLES, 3).maxBatch());
    assertEquals(1, batches(new EpochPass(SAMPLES, Integer.MAX_VALUE)).size());
  }

  /** Metrics 1, 2, 3 of batches of 3, 3, 1 samples: (3 + 6 + 3) / 7 and 6. */
  @Test
  void meansWeighSamplesAndSumsAdd() {
    assertEquals(12.0 / 7, new EpochPass(SAMPLES, 3).run(MEAN, (number, batch) -> number));
    assertEquals(6, new EpochPass(SAMPLES, 3).run(SUM, (number, batch) -> number));
  }

  @Test
  void shuffledOrderDependsOnSeedAndEpochAlone() {
    EpochPass pass = new EpochPass(SAMPLES, 3);
    for (int epoch = 1; epoch < 20; epoch++) {
      pass.shuffle(5, epoch);
    }
    pass.shuffle(5, 3);
    EpochPass other = new EpochPass(SAMPLES, 7);
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
    EpochPass pass = new EpochPass(SAMPLES, 2);
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
    pass.run(
        MEAN,
        (number, batch) -> {
          StringBuilder text = new StringBuilder(number + ":");
          for (int b = 0; b < batch.size(); b++) {
            text.append(' ').append(batch.targetValues[b]);
          }
          batches.add(text.toString());
          return 0;
        });
    return batches;
  }
}
