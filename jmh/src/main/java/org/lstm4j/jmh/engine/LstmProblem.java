package org.lstm4j.jmh.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.lstm4j.random.SeededRandom;

/**
 * LSTM layers with weights, inputs and targets, the same for every engine: uniform numbers from a
 * fixed seed. Weights are in PyTorch's layout, gates i, f, g, o; those of the lowest layer:
 *
 * <pre>
 * inputWeights      [4H × I]    recurrentWeights [4H × H]    bias [4H]    all in ±1/√H
 * input             [T × B × I]    target [T × B × H]        in ±1
 * </pre>
 */
public final class LstmProblem {
  /** The learning rate of every training benchmark. */
  public static final double LEARNING_RATE = 0.01;

  private static final long SEED = 1;

  /** The sizes. */
  public final LstmShape shape;

  /** W<sub>x</sub> of the lowest layer {@code [4H × I]}. */
  public final float[] inputWeights;

  /** W<sub>h</sub> of the lowest layer {@code [4H × H]}. */
  public final float[] recurrentWeights;

  /** The bias of the lowest layer {@code [4H]}. */
  public final float[] bias;

  /** Inputs {@code [T × B × I]}. */
  public final float[] input;

  /** Targets {@code [T × B × H]}. */
  public final float[] target;

  /** The layers above the lowest, from below. */
  public final List<UpperLayer> upperLayers;

  /**
   * A layer that reads the hidden states of another.
   *
   * @param inputWeights W<sub>x</sub> {@code [4H × H]}
   * @param recurrentWeights W<sub>h</sub> {@code [4H × H]}
   * @param bias the bias {@code [4H]}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record UpperLayer(float[] inputWeights, float[] recurrentWeights, float[] bias) {}

  /**
   * Makes a problem.
   *
   * @param shape its sizes
   */
  public LstmProblem(LstmShape shape) {
    this.shape = shape;
    int gates = 4 * shape.hidden();
    int rows = shape.steps() * shape.batch();
    float bound = (float) (1 / Math.sqrt(shape.hidden()));
    SeededRandom random = new SeededRandom(SEED);
    inputWeights = uniform(random, gates * shape.inputs(), bound);
    recurrentWeights = uniform(random, gates * shape.hidden(), bound);
    bias = uniform(random, gates, bound);
    input = uniform(random, rows * shape.inputs(), 1);
    target = uniform(random, rows * shape.hidden(), 1);
    upperLayers =
        IntStream.range(1, shape.layers())
            .mapToObj(_ ->
                new UpperLayer(
                    uniform(random, gates * shape.hidden(), bound),
                    uniform(random, gates * shape.hidden(), bound),
                    uniform(random, gates, bound)))
            .toList();
  }

  private static float[] uniform(SeededRandom random, int n, float bound) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextUniform(-bound, bound);
    }
    return values;
  }
}
