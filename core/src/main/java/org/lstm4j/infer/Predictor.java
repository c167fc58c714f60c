package org.lstm4j.infer;

import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * A trained model, ready to predict: an immutable copy of the parameters, packed once. Any number
 * of threads may use one predictor, each with {@link PredictionStream}s of its own.
 *
 * <p>With {@link WeightFormat#BFLOAT16} weights are rounded to two bytes when they are packed, all
 * else stays float. A step reads half the bytes, which is what streams of large models wait for; it
 * gains nothing where weights stay in the nearest cache. Each weight changes by at most
 * 2<sup>−8</sup>, 0.4 %, of its value; how far that moves the outputs is the model's affair:
 * compare them on data of your own. Packed weights take half the memory; beside them there is the
 * copy of the parameters, of which biases are read. The bits are still the same on every backend,
 * alone or in a batch.
 */
public final class Predictor {
  private final KernelProvider backend;
  private final Network network;

  /**
   * Packs a model for the backend that {@link Backends#choose} gives.
   *
   * @param parameters the model, copied
   */
  public Predictor(Parameters parameters) {
    this(parameters, Backends.choose());
  }

  /**
   * Packs a model for a backend.
   *
   * @param parameters the model, copied
   * @param backend the backend
   * @throws IllegalStateException if the backend is not available
   */
  public Predictor(Parameters parameters, KernelProvider backend) {
    this(parameters, backend, WeightFormat.FLOAT32);
  }

  /**
   * Packs a model in a format for the backend that {@link Backends#choose} gives.
   *
   * @param parameters the model, copied
   * @param format what is kept of each weight; biases stay floats
   */
  public Predictor(Parameters parameters, WeightFormat format) {
    this(parameters, Backends.choose(), format);
  }

  /**
   * Packs a model in a format for a backend.
   *
   * @param parameters the model, copied
   * @param backend the backend
   * @param format what is kept of each weight; biases stay floats
   * @throws IllegalStateException if the backend is not available
   */
  public Predictor(Parameters parameters, KernelProvider backend, WeightFormat format) {
    this.backend = backend;
    try (Kernels kernels = backend.create(1)) {
      this.network = new Network(parameters.copy(), kernels, format);
    }
  }

  /** {@return the model's architecture} */
  public ModelSpec spec() {
    return network.spec();
  }

  /** {@return a stream of one sequence, at the zero state} */
  public PredictionStream newStream() {
    return newStream(1);
  }

  /**
   * {@return a stream of several sequences that step together, at the zero state}
   *
   * @param batch sequences B, at least 1
   * @throws IllegalArgumentException if the number is not positive
   */
  public PredictionStream newStream(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException(
          "the number of sequences is %d; expected at least 1".formatted(batch));
    }
    return new PredictionStream(network, backend.create(1), batch);
  }

  /**
   * Answers for several sequences that share one array, each from the zero state, as other systems
   * hand batches over. For speed in the long run take {@link #newStream(int)} or keep a {@link
   * Workspace}: this makes room anew for each call.
   *
   * @param inputs {@code [B × T × I]}, sequence after sequence; what lies beyond an end is not read
   * @param lengths steps of each sequence, each from 1 to T
   * @param padded what answers beyond an end are
   * @return {@code [B × T × O]}, with as many steps as the longest answer has; or {@code [B × O]}
   *     if the model answers once for each sequence
   * @throws IllegalArgumentException if the model reads indices, the array is not a multiple of B
   *     sequences, or a length is out of range
   */
  public float[] predict(float[] inputs, int[] lengths, PaddedSteps padded) {
    Padded batch = new Padded(network.spec(), Kind.VALUES, inputs.length, lengths);
    batch.each((from, to) -> copy(inputs, from, batch.inputs.values, to, batch.width));
    return run(batch, padded);
  }

  /**
   * Answers for several sequences of indices that share one array, each from the zero state.
   *
   * @param indices {@code [B × T]}, sequence after sequence; what lies beyond an end is not read
   * @param lengths steps of each sequence, each from 1 to T
   * @param padded what answers beyond an end are
   * @return as for numbers
   * @throws IllegalArgumentException if the model reads numbers, the array is not a multiple of B
   *     sequences, a length is out of range, or an index of a step is no class of the model
   */
  public float[] predict(int[] indices, int[] lengths, PaddedSteps padded) {
    Padded batch = new Padded(network.spec(), Kind.INDICES, indices.length, lengths);
    batch.each((from, to) -> batch.inputs.indices[to] = indices[from]);
    return run(batch, padded);
  }

  private static void copy(float[] from, int fromOff, float[] to, int toOff, int width) {
    System.arraycopy(from, fromOff * width, to, toOff * width, width);
  }

  private float[] run(Padded batch, PaddedSteps padded) {
    try (Kernels kernels = backend.create(1)) {
      Extent extent = batch.inputs.extent();
      Workspace workspace =
          network.newWorkspace(extent.maxSteps(), extent.maxBatch(), Gradients.NONE);
      workspace.begin(batch.inputs);
      network.forward(kernels, workspace, new Pass());
      return batch.outputs(workspace, padded);
    }
  }
}
