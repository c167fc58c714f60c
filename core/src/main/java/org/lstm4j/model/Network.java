package org.lstm4j.model;

import java.util.Arrays;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.model.ModelSpec.Input;

/**
 * The layers of a model with their weights packed for one backend: the passes forward and back.
 *
 * <p>Whoever changes the parameters says so with {@link #load}. Between two loads forward passes
 * only read, and any number of threads may run them, each with kernels and a workspace of its own;
 * backward passes are for one thread, with the parameters as they were loaded.
 */
public final class Network {
  private final ModelSpec spec;
  private final boolean training;
  private final Lstm[] layers;
  private final Dense head; // null without head

  /**
   * Packs a model's parameters.
   *
   * @param parameters the parameters; kept, since biases are read from them
   * @param kernels of the thread that calls; decide the packed form
   * @param training whether backward passes will be run
   */
  public Network(Parameters parameters, Kernels kernels, boolean training) {
    this(parameters, kernels, WeightFormat.FLOAT32, training);
  }

  /**
   * Packs a model's parameters for forward passes alone: there is no way back through weights that
   * were rounded.
   *
   * @param parameters the parameters; kept, since biases are read from them
   * @param kernels of the thread that calls; decide the packed form
   * @param format what is kept of each weight; biases stay floats
   */
  public Network(Parameters parameters, Kernels kernels, WeightFormat format) {
    this(parameters, kernels, format, false);
  }

  private Network(Parameters parameters, Kernels kernels, WeightFormat format, boolean training) {
    this.spec = parameters.spec();
    this.training = training;
    this.layers = new Lstm[spec.layers().size()];
    for (int k = 0; k < layers.length; k++) {
      layers[k] = new Lstm(spec, k, parameters.layout(), kernels, format, training);
    }
    this.head =
        spec.hasHead() ? new Dense(spec, parameters.layout(), kernels, format, training) : null;
    load(kernels, parameters);
  }

  /**
   * Packs the parameters after a change.
   *
   * @param kernels of the thread that calls
   * @param parameters parameters of the same model; kept
   * @throws IllegalArgumentException if the models differ
   */
  public void load(Kernels kernels, Parameters parameters) {
    if (!parameters.spec().equals(spec)) {
      throw new IllegalArgumentException(
          "the parameters are of %s; this network is %s".formatted(parameters.spec(), spec));
    }
    for (Lstm layer : layers) {
      layer.load(kernels, parameters.values());
    }
    if (head != null) {
      head.load(kernels, parameters.values());
    }
  }

  /** {@return the architecture} */
  public ModelSpec spec() {
    return spec;
  }

  /**
   * Allocates the buffers of the passes.
   *
   * @param maxSteps the longest sequence T, at least 1
   * @param maxBatch the largest batch B, at least 1
   * @param gradients which gradients there shall be room for
   * @return a workspace for one thread at a time
   * @throws IllegalArgumentException if a size is not positive or a buffer would not fit an array
   */
  public Workspace newWorkspace(int maxSteps, int maxBatch, Workspace.Gradients gradients) {
    return new Workspace(spec, maxSteps, maxBatch, gradients);
  }

  /**
   * The forward pass. Starts from the states that the workspace was told to start from and leaves
   * the outputs and final states there.
   *
   * @param kernels of the thread that calls
   * @param inputs the batch, of the size that {@link Workspace#begin} was given
   * @param workspace where everything goes
   * @throws IllegalArgumentException if the inputs do not fit the model or the workspace
   */
  public void forward(Kernels kernels, Inputs inputs, Workspace workspace) {
    inputs.checkFits(spec);
    workspace.checkSize(inputs);
    if (spec.input() == Input.INDICES) {
      layers[0].forward(kernels, inputs.indices, workspace.tape(0));
    } else {
      layers[0].forward(kernels, inputs.rows(), workspace.tape(0));
    }
    for (int k = 1; k < layers.length; k++) {
      layers[k].forward(kernels, workspace.tape(k - 1).outputs(), workspace.tape(k));
    }
    if (head != null) {
      head.forward(kernels, workspace.headInput(), workspace.outputs());
    }
  }

  /**
   * The backward pass: back-propagation through time (Werbos 1990), exact or truncated. Takes the
   * outputs' gradients from {@link Workspace#outputGradients} and overwrites the parameters'.
   *
   * @param kernels of the thread that calls
   * @param inputs the batch of the forward pass
   * @param workspace as the forward pass left it; its gates are consumed
   * @param gradients overwritten; of the same model
   * @param truncation steps between two cuts of the gradient, counted from the end of the sequence,
   *     or 0 for exact gradients
   * @throws IllegalStateException if network or workspace were made without gradients
   */
  public void backward(
      Kernels kernels, Inputs inputs, Workspace workspace, Parameters gradients, int truncation) {
    workspace.checkTraining();
    if (!training) {
      throw new IllegalStateException("this network was made for forward passes only");
    }
    outputsBackward(kernels, workspace, gradients.values());
    boolean initialState = workspace.wantsInputGradients();
    for (int k = layers.length - 1; k >= 0; k--) {
      LstmTape tape = workspace.tape(k);
      layers[k].want(gradients.values(), truncation, initialState);
      if (k > 0) {
        LstmTape below = workspace.tape(k - 1);
        layers[k].backward(kernels, tape, below.outputs(), below.outputGradients());
        startBackward(below, below.outputGradients().offset());
      } else if (spec.input() == Input.INDICES) {
        layers[k].backward(kernels, tape, inputs.indices);
      } else {
        Matrix dx = workspace.wantsInputGradients() ? workspace.inputGradients() : null;
        layers[k].backward(kernels, tape, inputs.rows(), dx);
      }
    }
  }

  /** Fills the top layer's dHidden from the outputs' gradients. */
  private void outputsBackward(Kernels kernels, Workspace workspace, float[] gradients) {
    LstmTape top = workspace.top();
    Matrix dTop = workspace.dHeadInput();
    startBackward(top, dTop.offset());
    Matrix dy = workspace.outputGradients();
    if (head != null) {
      head.backward(kernels, workspace.headInput(), dy, gradients, dTop);
    } else {
      System.arraycopy(dy.values(), dy.offset(), dTop.values(), dTop.offset(), dy.size());
    }
  }

  /** No gradient yet where none came from above, and none from beyond the last step. */
  private static void startBackward(LstmTape tape, int firstGradient) {
    Arrays.fill(tape.dHidden, 0, firstGradient, 0f);
    Arrays.fill(tape.dCells, 0, tape.extent.batch() * tape.hiddenSize, 0f);
  }
}
