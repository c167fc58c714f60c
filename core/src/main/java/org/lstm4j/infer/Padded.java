package org.lstm4j.infer;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Workspace;

/** Sequences of several lengths in one array, and the rows that they have in a batch of ours. */
final class Padded {
  final Inputs inputs;
  final int width; // values of a step
  private final ModelSpec spec;
  private final int steps;
  private final int[] order; // for each sequence of the batch its place in the array

  Padded(ModelSpec spec, Kind kind, int length, int[] lengths) {
    this.spec = spec;
    width = kind == Kind.VALUES ? spec.inputSize() : 1;
    int batch = lengths.length;
    if (batch == 0 || length == 0 || length % (batch * (long) width) != 0) {
      throw new IllegalArgumentException(
          "there are %d inputs for %d sequences of %d per step; expected a multiple of both"
              .formatted(length, batch, width));
    }
    steps = length / batch / width;
    for (int b = 0; b < batch; b++) {
      if (lengths[b] < 1 || lengths[b] > steps) {
        throw new IllegalArgumentException(
            "sequence %d has %d steps; expected 1 to %d".formatted(b, lengths[b], steps));
      }
    }
    order =
        IntStream.range(0, batch)
            .boxed()
            .sorted(Comparator.comparingInt(b -> -lengths[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    inputs = new Inputs(kind, width, steps, batch);
    inputs.begin(IntStream.of(order).map(b -> lengths[b]).toArray(), batch);
  }

  /** What is done with a step: its place in the array, and its row in the batch. */
  interface StepAction {
    void move(int inArray, int inBatch);
  }

  /** Goes through all steps that are there. */
  void each(StepAction action) {
    Extent extent = inputs.extent();
    for (int t = 0; t < extent.steps(); t++) {
      for (int k = 0; k < extent.active(t); k++) {
        action.move(order[k] * steps + t, extent.row(t) + k);
      }
    }
  }

  /** {@return the outputs of a workspace, in the order of the array} */
  float[] outputs(Workspace workspace, PaddedSteps padded) {
    Matrix rows = workspace.outputs();
    Extent extent = workspace.outputExtent();
    int size = spec.outputSize();
    boolean every = spec.output() == ModelSpec.Output.SEQUENCE;
    boolean asMany = extent.steps() == inputs.extent().steps(); // convolutions may make fewer
    int most = every ? (asMany ? steps : extent.steps()) : 1;
    float[] outputs = Buffers.floats("outputs", order.length, most, size);
    for (int k = 0; k < order.length; k++) {
      for (int t = 0; t < most; t++) {
        int last = every ? extent.length(k) - 1 : 0;
        if (t <= last || padded == PaddedSteps.LAST) {
          int row = every ? extent.row(Math.min(t, last)) + k : k;
          System.arraycopy(
              rows.values(), rows.offset(row), outputs, (order[k] * most + t) * size, size);
        }
      }
    }
    return outputs;
  }
}
