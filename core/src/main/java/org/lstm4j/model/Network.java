package org.lstm4j.model;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.layer.Binding;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Layer;
import org.lstm4j.layer.LayerRun;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Pass;
import org.lstm4j.layer.Shape;

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
  private final Layer[] layers;

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
    this.layers = new Layer[spec.layers().size()];
    LayerNames names = new LayerNames(spec.layers());
    for (int k = 0; k < layers.length; k++) {
      LayerSpec layer = spec.layers().get(k);
      Binding binding = new Binding(k, parameters.layout(), names.of(k), kernels, format, training);
      Shape input = spec.shape(k);
      layers[k] = layer.create(binding, input);
    }
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
    for (Layer layer : layers) {
      layer.load(kernels, parameters.values());
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
  public Workspace newWorkspace(int maxSteps, int maxBatch, Gradients gradients) {
    return new Workspace(spec, layers, maxSteps, maxBatch, gradients);
  }

  /**
   * The forward pass, layer by layer. Starts from the states that the workspace was told to start
   * from and leaves the outputs and final states there.
   *
   * @param kernels of the thread that calls
   * @param workspace begun with the inputs of the batch
   * @param pass how it is meant
   */
  public void forward(Kernels kernels, Workspace workspace, Pass pass) {
    for (LayerRun layer : workspace.layers()) {
      layer.forward(kernels, pass);
    }
  }

  /**
   * The backward pass, layer by layer from the top: back-propagation through time (Werbos 1990),
   * exact or truncated. Takes the outputs' gradients from {@link Workspace#outputGradients} and
   * overwrites the parameters', or goes on from them.
   *
   * @param kernels of the thread that calls
   * @param workspace as the forward pass left it, which is consumed
   * @param gradients of the same model
   * @param pass how it is meant
   * @throws IllegalStateException if network or workspace were made without gradients
   */
  public void backward(Kernels kernels, Workspace workspace, Parameters gradients, Pass pass) {
    workspace.checkTraining();
    if (!training) {
      throw new IllegalStateException("this network was made for forward passes only");
    }
    LayerRun[] runs = workspace.layers();
    for (int k = runs.length - 1; k >= 0; k--) {
      runs[k].backward(kernels, gradients.values(), pass);
    }
  }
}
