package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.lstm4j.train.BiasModel.FIVE;
import static org.lstm4j.train.BiasModel.SCALAR;
import static org.lstm4j.train.BiasModel.STILL;
import static org.lstm4j.train.BiasModel.bias;
import static org.lstm4j.train.BiasModel.model;

import org.junit.jupiter.api.Test;
import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Parameters;

/** Batches in parts: their gradients add up to that of the whole. */
class PartsTest {
  /** One bias: the mean gradient of five targets is that of the whole, in however many parts. */
  @Test
  void partsAddUpToTheBatch() {
    for (int parts : new int[] {1, 2, 3, 5, 9}) {
      Parameters parameters = model(1);
      History history =
          Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.5))
              .backend(SCALAR, 1)
              .epochs(1)
              .batchSize(5)
              .parts(parts)
              .fit(FIVE);
      assertEquals(17, history.last().trainLoss(), parts + " parts");
      // b − ½ · mean of 2(b − t) = the mean of the targets; 1 / 5 is rounded once.
      assertEquals(4f, bias(parameters), Math.ulp(4f), parts + " parts");
    }
  }

  @Test
  void partsOfASum() {
    Parameters parameters = model(1);
    Trainer.of(parameters, Loss.meanSquaredError().summed(), new Optimizer.Sgd(0.125))
        .backend(SCALAR, 1)
        .epochs(1)
        .batchSize(5)
        .parts(2)
        .fit(FIVE);
    assertEquals(1 + 0.25f * 15, bias(parameters));
  }

  /** A part that fails is as if it had not been, and so are those before it. */
  @Test
  void aStepNeedsParts() {
    try (Kernels kernels = SCALAR.create(1)) {
      TrainStep step =
          new TrainStep(
              model(1), new TrainingOptions(Loss.meanSquaredError(), STILL), kernels, 1, 5);
      assertThrows(IllegalStateException.class, () -> step.update(0.1));
      Batch batch = new Batch(FIVE.shape(), 5);
      FIVE.fill(new int[] {0, 1, 2, 3, 4}, 0, 5, batch);
      step.add(batch);
      batch.targetValues[2] = 3e38f; // whose square is no float
      assertThrows(TrainingException.class, () -> step.add(batch));
      var e = assertThrows(IllegalStateException.class, () -> step.update(0.1));
      assertEquals("a step needs at least one part of a batch; none was added", e.getMessage());
    }
  }
}
