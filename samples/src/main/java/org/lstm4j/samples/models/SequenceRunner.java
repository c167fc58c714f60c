package org.lstm4j.samples.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.Tensor;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;
import org.lstm4j.samples.failure.InputException;

/** Runs whole sequences through a model. */
final class SequenceRunner {
  private final Predictor predictor;
  private final ModelSpec spec;
  private final Optional<ModelState> firstState;

  SequenceRunner(ReadModel model) {
    predictor = new Predictor(model.parameters());
    spec = predictor.spec();
    firstState = model.firstState();
  }

  /** {@return a stream that begins as the model's sequences do} */
  PredictionStream newStream() {
    PredictionStream stream = predictor.newStream();
    firstState.ifPresent(stream::loadState);
    return stream;
  }

  /**
   * Runs an array of inputs.
   *
   * @param what the array for messages
   * @param x {@code [batch, steps, values]} or {@code [steps, values]}; indices without values
   * @return outputs, {@code [batch, steps, values]} or {@code [batch, values]}, without batch where
   *     the inputs have none
   * @throws InputException if the inputs have another shape
   */
  Tensor run(String what, Tensor x) {
    boolean indices = spec.input() == Kind.INDICES;
    int rank = x.shape().size() + (indices ? 1 : 0);
    boolean fits = rank == 2 || rank == 3;
    if (!fits || (!indices && x.shape().getLast() != spec.inputSize())) {
      throw new InputException(
          "%s has the shape %s; expected [steps, %s] or [batch, steps, %2$s]"
              .formatted(what, x.shape(), indices ? "" : String.valueOf(spec.inputSize()))
              .replace(", ]", "]"));
    }
    int batch = rank == 3 ? x.shape().getFirst() : 1;
    int steps = x.shape().get(rank - 2);
    if (batch == 0 || steps == 0) {
      throw new InputException("%s has no steps; expected at least one".formatted(what));
    }
    boolean every = spec.output() == ModelSpec.Output.SEQUENCE;
    int length = (every ? steps : 1) * spec.outputSize();
    float[] outputs = new float[Math.multiplyExact(batch, length)];
    int each = x.values().length / batch;
    for (int b = 0; b < batch; b++) {
      float[] own = Arrays.copyOfRange(x.values(), b * each, (b + 1) * each);
      float[] made = new float[length];
      try (PredictionStream stream = newStream()) {
        run(stream, spec, what, own, steps, made);
      }
      System.arraycopy(made, 0, outputs, b * length, length);
    }
    List<Integer> shape = new ArrayList<>();
    if (rank == 3) {
      shape.add(batch);
    }
    if (every) {
      shape.add(steps);
    }
    shape.add(spec.outputSize());
    return new Tensor(shape, outputs);
  }

  /**
   * Runs a stream over values, or over indices that come as values.
   *
   * @param stream the stream
   * @param spec its model
   * @param what the values for messages
   * @param values inputs of all steps
   * @param steps how many there are
   * @param outputs receives the answers
   * @throws InputException if a value is no index where the model reads such
   */
  static void run(
      PredictionStream stream,
      ModelSpec spec,
      String what,
      float[] values,
      int steps,
      float[] outputs) {
    if (spec.input() == Kind.VALUES) {
      stream.run(values, steps, outputs);
      return;
    }
    int[] indices = new int[values.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (int) values[i];
      if (indices[i] != values[i] || indices[i] < 0 || indices[i] >= spec.inputSize()) {
        throw new InputException(
            "%s has the value %s; expected indices from 0 to %d"
                .formatted(what, values[i], spec.inputSize() - 1));
      }
    }
    stream.run(indices, steps, outputs);
  }
}
