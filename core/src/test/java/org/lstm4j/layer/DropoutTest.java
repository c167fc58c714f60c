package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Windows;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;

/** Masks: how many, whose, and what they depend on. */
class DropoutTest {
  private static final int UNITS = 50;
  private static final int STEPS = 6;

  /** The outputs of dropout alone on ones, {@code [R × units]}, for samples of some numbers. */
  private static float[] dropped(Dropout dropout, Pass pass, int[] samples) {
    ModelSpec spec = ModelSpec.values(UNITS).layer(dropout).everyStep();
    Inputs inputs = new Inputs(Kind.VALUES, UNITS, STEPS, samples.length);
    Arrays.fill(inputs.values, 1f);
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(new Parameters(spec), kernels, false);
      Workspace workspace = network.newWorkspace(STEPS, samples.length, Gradients.NONE);
      workspace.begin(inputs);
      network.forward(kernels, workspace, pass);
      Matrix y = workspace.outputs();
      return Arrays.copyOfRange(y.values(), y.offset(), y.offset() + y.size());
    }
  }

  private static float[] dropped(Dropout dropout, long seed, long epoch, int... samples) {
    return dropped(dropout, new Pass().drop(seed, epoch, samples), samples);
  }

  /** One sequence of a batch. */
  private static float[] sequence(float[] batch, int b, int count) {
    float[] rows = new float[STEPS * UNITS];
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(batch, (t * count + b) * UNITS, rows, t * UNITS, UNITS);
    }
    return rows;
  }

  @Test
  void aSampleIsMaskedAlikeInAnyBatch() {
    for (Dropout dropout : new Dropout[] {new Dropout(0.4), new Dropout(0.4, true)}) {
      float[] alone = dropped(dropout, 7, 3, 12);
      assertArrayEquals(alone, sequence(dropped(dropout, 7, 3, 5, 12, 9), 1, 3));
      assertArrayEquals(alone, sequence(dropped(dropout, 7, 3, 12, 12), 1, 2));
      assertFalse(Arrays.equals(alone, dropped(dropout, 8, 3, 12)), "another seed");
      assertFalse(Arrays.equals(alone, dropped(dropout, 7, 4, 12)), "another epoch");
      assertFalse(Arrays.equals(alone, dropped(dropout, 7, 3, 13)), "another sample");
    }
  }

  /** Kept values are scaled, and a mask per sequence serves all its steps. */
  @Test
  void whatIsKept() {
    float[] values = dropped(new Dropout(0.75), 1, 1, 1);
    for (float value : values) {
      assertTrue(value == 0f || value == 4f, "value " + value);
    }
    float[] whole = dropped(new Dropout(0.75, true), 1, 1, 1);
    for (int t = 1; t < STEPS; t++) {
      assertArrayEquals(
          Arrays.copyOf(whole, UNITS), Arrays.copyOfRange(whole, t * UNITS, (t + 1) * UNITS));
    }
    assertFalse(
        Arrays.equals(Arrays.copyOf(values, UNITS), Arrays.copyOfRange(values, UNITS, 2 * UNITS)));
  }

  /** Of n draws at rate r a share within 6 √(r (1 − r) / n) is dropped, but once in 5·10⁸. */
  @Test
  void theRate() {
    int[] samples = new int[100];
    Arrays.setAll(samples, b -> b);
    for (double rate : new double[] {0, 0.1, 0.5, 0.9}) {
      float[] values = dropped(new Dropout(rate), 5, 2, samples);
      int zeros = 0;
      for (float value : values) {
        zeros += value == 0f ? 1 : 0;
      }
      double share = (double) zeros / values.length;
      assertEquals(rate, share, 6 * Math.sqrt(rate * (1 - rate) / values.length));
    }
  }

  @Test
  void predictionDropsNothing() {
    float[] values = dropped(new Dropout(0.9), new Pass(), new int[] {0, 1});
    float[] ones = new float[values.length];
    Arrays.fill(ones, 1f);
    assertArrayEquals(ones, values);
  }

  /** The seed is the trainer's; evaluation measures the model without dropout. */
  @Test
  void training() {
    ModelSpec spec = ModelSpec.values(1).lstm(8).dropout(0.3).dense(1).lastStep();
    float[] series = new float[50];
    for (int t = 0; t < series.length; t++) {
      series[t] = t % 5 / 5f;
    }
    Windows windows = Windows.next(series, 6);
    String[] hashes = new String[3];
    long[] seeds = {1, 1, 2};
    for (int run = 0; run < 3; run++) {
      Parameters parameters = Initialization.standard().create(spec, 4);
      Trainer trainer =
          Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Adam(0.01))
              .epochs(3)
              .dropoutSeed(seeds[run]);
      trainer.fit(windows);
      hashes[run] = parameters.sha256();
      assertEquals(trainer.evaluate(windows), trainer.evaluate(windows));
    }
    assertEquals(hashes[0], hashes[1]);
    assertTrue(!hashes[0].equals(hashes[2]), "another seed trains otherwise");
  }

  @Test
  void rates() {
    for (double rate : new double[] {-0.1, 1, 1.5, Double.NaN, 0.99999999}) {
      var e = assertThrows(IllegalArgumentException.class, () -> new Dropout(rate));
      assertEquals(
          "the dropout rate is " + rate + "; expected a number of at least 0 and below 1",
          e.getMessage());
    }
  }
}
