package org.lstm4j.model;

import java.util.List;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.model.ModelSpec.Output;

/** The plainest models: LSTM layers, and a dense layer or none on top. */
public final class Stacks {
  private Stacks() {}

  /** {@return such a model; a head of 0 outputs is none} */
  public static ModelSpec of(
      Kind input, int inputSize, List<Lstm> layers, int head, Output output) {
    ModelSpec.Builder builder =
        input == Kind.VALUES ? ModelSpec.values(inputSize) : ModelSpec.indices(inputSize);
    layers.forEach(builder::layer);
    if (head > 0) {
      builder.dense(head);
    }
    return output == Output.LAST ? builder.lastStep() : builder.everyStep();
  }
}
