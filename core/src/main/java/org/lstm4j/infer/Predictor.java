package org.lstm4j.infer;

import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;

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
}
