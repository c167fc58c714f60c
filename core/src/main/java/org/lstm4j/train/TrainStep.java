package org.lstm4j.train;

import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * One training step, from a batch to updated parameters. Owns the gradients, the optimizer's state
 * and the workspace; allocates nothing while it runs.
 */
public final class TrainStep {
  private final Parameters parameters;
  private final TrainingOptions options;
  private final Kernels kernels;
  private final Network network;
  private final Parameters gradients;
  private final OptimizerState optimizerState;
  private final Workspace workspace;
  private final Pass pass;
  private long dropoutSeed;
  private long epoch;
  private boolean countsRuns = true;

  /**
   * Prepares steps.
   *
   * @param parameters the parameters to train, changed by every step
   * @param options loss, optimizer, clipping, truncation
   * @param kernels the backend, used by this step only
   * @param maxSteps the longest sequence T
   * @param maxBatch the largest batch B
   */
  public TrainStep(
      Parameters parameters, TrainingOptions options, Kernels kernels, int maxSteps, int maxBatch) {
    this.parameters = parameters;
    this.options = options;
    this.kernels = kernels;
    this.network = new Network(parameters, kernels, true);
    this.gradients = new Parameters(parameters.spec());
    this.optimizerState = new OptimizerState(options.optimizer(), parameters);
    this.pass = new Pass().truncation(options.truncation());
    this.workspace = network.newWorkspace(maxSteps, maxBatch, Gradients.PARAMETERS);
  }

  /**
   * Runs one step.
   *
   * @param batch inputs and targets
   * @param learningRate of this step
   * @return the metric of the batch before the update
   * @throws IllegalArgumentException if the batch does not fit the model
   * @throws TrainingException if the loss, a gradient or a norm is not finite; the parameters are
   *     then those before the step
   */
  public double run(Batch batch, double learningRate) {
    if (countsRuns) {
      epoch++;
    }
    pass.drop(dropoutSeed, epoch, batch.samples());
    forward(batch);
    double metric = options.reportsLoss() ? 0 : measure(options.metric(), batch);
    double loss = measure(options.loss(), batch);
    checkLoss(loss);
    network.backward(kernels, workspace, gradients, pass);
    checkGradients();
    options.clip().apply(kernels, gradients);
    options.optimizer().step(kernels, parameters, gradients, optimizerState, learningRate);
    network.load(kernels, parameters);
    return options.reportsLoss() ? loss : metric;
  }

  /**
   * Measures a batch without learning from it.
   *
   * @param batch inputs and targets
   * @return the metric of the batch
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public double evaluate(Batch batch) {
    pass.dropNothing();
    forward(batch);
    return measure(options.metric(), batch);
  }

  /**
   * Keys the masks of dropout layers in the steps that follow. Without, each step counts as an
   * epoch of its own, with seed 0.
   *
   * @param seed any number
   * @param newEpoch number of the epoch
   */
  public void keyDropout(long seed, long newEpoch) {
    dropoutSeed = seed;
    epoch = newEpoch;
    countsRuns = false;
  }

  private void forward(Batch batch) {
    batch.checkFits(parameters.spec());
    workspace.begin(batch.inputs());
    if (batch.initialState().isPresent()) {
      workspace.startFrom(batch.initialState().get());
    } else {
      workspace.startFromZero();
    }
    network.forward(kernels, workspace, pass);
  }

  /** A loss of the outputs at hand; their gradient goes to the workspace. */
  private double measure(Loss loss, Batch batch) {
    return loss.evaluate(kernels, batch, workspace);
  }

  private static void checkLoss(double loss) {
    if (!Double.isFinite(loss)) {
      throw new TrainingException("the loss is " + loss);
    }
  }

  private void checkGradients() {
    int index = kernels.indexOfNonFinite(gradients.size(), gradients.values(), 0);
    if (index >= 0) {
      throw new TrainingException(
          "the gradient of %s is %s"
              .formatted(
                  gradients.layout().sliceAt(index).locate(index), gradients.values()[index]));
    }
  }

  /** Checks that no update has left the range of float. */
  void checkParameters() {
    int index = kernels.indexOfNonFinite(parameters.size(), parameters.values(), 0);
    if (index >= 0) {
      throw new TrainingException(
          "the update of %s gives %s"
              .formatted(
                  parameters.layout().sliceAt(index).locate(index), parameters.values()[index]));
    }
  }

  /** {@return the gradients of the last step, as clipped} */
  public Parameters gradients() {
    return gradients;
  }

  /** {@return the optimizer's state} */
  public OptimizerState optimizerState() {
    return optimizerState;
  }

  /** {@return the workspace, which holds outputs and final states after a step} */
  public Workspace workspace() {
    return workspace;
  }
}
