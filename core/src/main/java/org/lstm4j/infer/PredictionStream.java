package org.lstm4j.infer;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.support.Exclusive;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Workspace;

/**
 * One stream of data through a model: its workspace keeps the states from step to step. Data may
 * come one step at a time or many at once; the bits of the outputs are the same. For one thread at
 * a time: a call that comes while another thread's runs ends in an {@link IllegalStateException},
 * as does one after {@link #close}.
 *
 * <p>Calls allocate nothing once a call of the same kind has been made.
 */
public final class PredictionStream implements AutoCloseable {
  /** Steps that are computed together; longer sequences run in pieces. */
  private static final int CHUNK = 64;

  private final Network network;
  private final ModelSpec spec;
  private final Kernels kernels;
  private final int batch;
  private final Pass pass = new Pass();
  private final Exclusive use = new Exclusive("this stream is");
  private final int piece;
  private int capacity;
  private Inputs inputs;
  private Workspace workspace;

  PredictionStream(Network network, Kernels kernels, int batch) {
    this.network = network;
    this.spec = network.spec();
    this.kernels = kernels;
    this.batch = batch;
    this.piece = spec.runsInPieces() ? CHUNK : Integer.MAX_VALUE;
    makeRoom(1);
    workspace.startFromZero();
  }

  /** {@return the number of sequences B} */
  public int batch() {
    return batch;
  }

  /**
   * One step on numbers.
   *
   * @param input {@code [B × I]}
   * @param output receives the outputs {@code [B × O]}; may be the input array
   * @throws IllegalArgumentException if the model reads indices, or an array is of another length
   */
  public void step(float[] input, float[] output) {
    checkKind(Kind.VALUES);
    checkStep("input", input.length, spec.inputSize());
    checkStep("output", output.length, spec.outputSize());
    run(input, 1, output);
  }

  /**
   * One step on indices.
   *
   * @param index {@code [B]}, each in [0, I)
   * @param output receives the outputs {@code [B × O]}
   * @throws IllegalArgumentException if the model reads numbers, an index is out of range, or an
   *     array is of another length
   */
  public void step(int[] index, float[] output) {
    checkKind(Kind.INDICES);
    checkStep("input", index.length, 1);
    checkStep("output", output.length, spec.outputSize());
    run(index, 1, output);
  }

  /**
   * Several steps on numbers.
   *
   * @param input {@code [T × B × I]}
   * @param steps T, at least 1
   * @param output receives {@code [T × B × O]}, or {@code [B × O]} if the model answers after the
   *     last step; not the input array
   * @throws IllegalArgumentException if the model reads indices, or an array is too short
   */
  public void run(float[] input, int steps, float[] output) {
    checkKind(Kind.VALUES);
    checkLength("input", input.length, steps, spec.inputSize());
    checkOutput(output, steps);
    int row = batch * spec.inputSize();
    use.enter();
    try {
      for (int from = 0; from < steps; from += piece) {
        int count = begin(Math.min(piece, steps - from));
        System.arraycopy(input, from * row, inputs.values, 0, count * row);
        advance(from, output);
      }
    } finally {
      use.leave();
    }
  }

  /**
   * Several steps on indices.
   *
   * @param indices {@code [T × B]}, each in [0, I)
   * @param steps T, at least 1
   * @param output receives {@code [T × B × O]}, or {@code [B × O]} if the model answers after the
   *     last step
   * @throws IllegalArgumentException if the model reads numbers, an index is out of range, or an
   *     array is too short
   */
  public void run(int[] indices, int steps, float[] output) {
    checkKind(Kind.INDICES);
    checkLength("input", indices.length, steps, 1);
    checkOutput(output, steps);
    for (int i = 0; i < steps * batch; i++) {
      if (indices[i] < 0 || indices[i] >= spec.inputSize()) {
        throw new IllegalArgumentException(
            "index %d at position %d is out of range; expected 0 to %d"
                .formatted(indices[i], i, spec.inputSize() - 1));
      }
    }
    use.enter();
    try {
      for (int from = 0; from < steps; from += piece) {
        int count = begin(Math.min(piece, steps - from));
        System.arraycopy(indices, from * batch, inputs.indices, 0, count * batch);
        advance(from, output);
      }
    } finally {
      use.leave();
    }
  }

  /** Goes back to the zero state. */
  public void reset() {
    use.enter();
    try {
      workspace.startFromZero();
    } finally {
      use.leave();
    }
  }

  /**
   * Goes on from a given state.
   *
   * @param from a state of as many sequences; copied
   * @throws IllegalArgumentException if the sizes differ
   */
  public void loadState(ModelState from) {
    use.enter();
    try {
      workspace.startFrom(from);
    } finally {
      use.leave();
    }
  }

  /**
   * Copies the present state.
   *
   * @param to receives it; of as many sequences
   * @throws IllegalArgumentException if the sizes differ
   */
  public void saveState(ModelState to) {
    use.enter();
    try {
      workspace.initialState(to);
    } finally {
      use.leave();
    }
  }

  /**
   * Releases the stream's kernels. A second call does nothing.
   *
   * @throws IllegalStateException if another thread uses the stream
   */
  @Override
  public void close() {
    if (use.close()) {
      kernels.close();
    }
  }

  private int begin(int steps) {
    if (steps > capacity) {
      ModelState state = new ModelState(spec, batch);
      workspace.initialState(state);
      makeRoom(steps);
      workspace.startFrom(state);
    }
    inputs.begin(steps, batch);
    workspace.begin(inputs);
    return steps;
  }

  private void makeRoom(int steps) {
    inputs = new Inputs(spec.input(), spec.inputSize(), steps, batch);
    workspace = network.newWorkspace(steps, batch, Gradients.NONE);
    workspace.begin(inputs);
    capacity = steps;
  }

  /** Runs the piece at hand, which begins at step {@code from} of the call. */
  private void advance(int from, float[] output) {
    network.forward(kernels, workspace, pass);
    int width = spec.outputSize();
    int to = spec.output() == Output.LAST ? 0 : from * batch * width;
    Matrix outputs = workspace.outputs();
    System.arraycopy(outputs.values(), outputs.offset(), output, to, outputs.size());
    workspace.startFromEnd();
  }

  private void checkKind(Kind kind) {
    if (spec.input() != kind) {
      throw new IllegalArgumentException(
          spec.input() == Kind.VALUES
              ? "the model reads numbers, not indices"
              : "the model reads indices, not numbers");
    }
  }

  private void checkOutput(float[] output, int steps) {
    checkLength(
        "output", output.length, spec.output() == Output.LAST ? 1 : steps, spec.outputSize());
  }

  private void checkStep(String what, int length, int width) {
    if (length != (long) batch * width) {
      throw new IllegalArgumentException(
          "the %s array has %d values; expected one step of %d sequences × %d"
              .formatted(what, length, batch, width));
    }
  }

  private void checkLength(String what, int length, int steps, int width) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "the number of steps is %d; expected at least 1".formatted(steps));
    }
    if (length < (long) steps * batch * width) {
      throw new IllegalArgumentException(
          "the %s array has %d values; expected %d steps × %d sequences × %d"
              .formatted(what, length, steps, batch, width));
    }
  }
}
