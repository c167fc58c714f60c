package org.lstm4j.train;

import java.util.List;
import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Pass;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Loss.Reduction;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * One training step, from a batch to updated parameters. Owns the gradients, the optimizer's state
 * and the workspace; allocates nothing while it runs.
 *
 * <p>A batch may come in parts, each by {@link #add}, and then {@link #update}: gradients add up in
 * place, and room is needed for one part only.
 */
public final class TrainStep {
  private final Parameters parameters;
  private final TrainingOptions options;
  private final Kernels kernels;
  private final Network network;
  private final Parameters gradients;
  private final OptimizerState optimizerState;
  private final Workspace workspace;
  private final Pass pass = new Pass();
  private final Tally tally;
  private int parts; // added so far
  private double lossSum; // of them
  private double lossTerms;
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
   * @param maxBatch the largest batch B, or part of one
   */
  public TrainStep(
      Parameters parameters, TrainingOptions options, Kernels kernels, int maxSteps, int maxBatch) {
    this.parameters = parameters;
    this.options = options;
    this.kernels = kernels;
    this.network = new Network(parameters, kernels, true);
    this.gradients = new Parameters(parameters.spec());
    this.optimizerState = new OptimizerState(options.optimizer(), parameters);
    this.workspace = network.newWorkspace(maxSteps, maxBatch, Gradients.PARAMETERS);
    this.tally = new Tally(options.loss(), options.metrics());
    pass.truncation(options.truncation());
  }

  /**
   * Runs one step.
   *
   * @param batch inputs and targets
   * @param learningRate of this step
   * @return the loss of the batch before the update
   * @throws IllegalArgumentException if the batch does not fit the model or has a number that is
   *     not finite, or the rate is not positive
   * @throws TrainingException if the loss, a gradient or a norm is not finite; the parameters are
   *     then those before the step
   */
  public double run(Batch batch, double learningRate) {
    Optimizer.checkRate(learningRate);
    parts = 0;
    double loss = learn(batch, options.loss().factor(batch), false);
    finish(learningRate);
    return loss;
  }

  /**
   * Adds a part of a batch: its gradients go on from those of the parts before. Nothing is updated.
   *
   * @param part inputs and targets
   * @throws IllegalArgumentException if it does not fit the model
   * @throws TrainingException if its loss is not finite; the parts before are then forgotten
   */
  public void add(Batch part) {
    int before = parts;
    parts = 0; // if it fails
    learn(part, 1, before > 0);
    parts = before + 1;
    lossSum = tally.batchSum() + (before > 0 ? lossSum : 0);
    lossTerms = tally.batchTerms() + (before > 0 ? lossTerms : 0);
  }

  /**
   * Ends a step whose batch was added in parts: gradients of a loss that is a mean are divided by
   * the terms of all parts.
   *
   * @param learningRate of this step
   * @return the loss of all parts before the update
   * @throws IllegalArgumentException if the rate is not positive
   * @throws IllegalStateException if there was no part
   * @throws TrainingException if a gradient or a norm is not finite; the parameters are then those
   *     before the step
   */
  public double update(double learningRate) {
    if (parts == 0) {
      throw new IllegalStateException("a step needs at least one part of a batch; none was added");
    }
    Optimizer.checkRate(learningRate);
    parts = 0;
    Loss loss = options.loss();
    if (loss.reduction() == Reduction.MEAN) {
      float share = (float) loss.reduce(1, lossTerms);
      kernels.scale(gradients.size(), share, gradients.values(), 0);
    }
    finish(learningRate);
    return loss.reduce(lossSum, lossTerms);
  }

  /** Forward, loss, back. */
  private double learn(Batch batch, double factor, boolean goesOn) {
    epoch += countsRuns && !goesOn ? 1 : 0;
    pass.drop(dropoutSeed, epoch, batch.samples()).accumulate(goesOn);
    forward(batch);
    double loss = measure(batch, factor);
    if (!Double.isFinite(loss)) {
      throw new TrainingException("the loss is " + loss);
    }
    network.backward(kernels, workspace, gradients, pass);
    return loss;
  }

  /** Clips, updates, and packs the parameters anew. */
  private void finish(double learningRate) {
    checkGradients();
    options.clip().apply(kernels, gradients);
    options.optimizer().step(kernels, parameters, gradients, optimizerState, learningRate);
    network.load(kernels, parameters);
  }

  /**
   * Measures a batch without learning from it.
   *
   * @param batch inputs and targets
   * @return the loss of the batch
   * @throws IllegalArgumentException if the batch does not fit the model
   */
  public double evaluate(Batch batch) {
    pass.dropNothing();
    forward(batch);
    return measure(batch, 1);
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
    options.checkFits(batch.shape(), parameters.spec());
    batch.checkIndices(options.loss().ignoredClass());
    batch.checkFinite();
    workspace.begin(batch.inputs());
    if (batch.initialState().isPresent()) {
      workspace.startFrom(batch.initialState().get());
    } else {
      workspace.startFromZero();
    }
    network.forward(kernels, workspace, pass);
  }

  /** Metrics and loss of the outputs at hand; the loss's gradient stays in the workspace. */
  private double measure(Batch batch, double factor) {
    return tally.add(kernels, batch, workspace.outputs(), factor, workspace.outputGradients());
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

  /**
   * Checks that no update has left the range of float: neither a parameter nor what the optimizer
   * remembers of it, by whose infinity it would never move again. A {@link Trainer} does so after
   * each epoch.
   *
   * @throws TrainingException naming the first that has
   */
  public void checkUpdates() {
    for (int m = 0; m < options.optimizer().moments(); m++) {
      float[] moment = optimizerState.moment(m);
      int index = kernels.indexOfNonFinite(moment.length, moment, 0);
      if (index >= 0) {
        throw new TrainingException(
            "moment %d of %s is %s, by which it would no longer move; clip its gradients"
                .formatted(m + 1, parameters.layout().sliceAt(index).locate(index), moment[index]));
      }
    }
    int index = kernels.indexOfNonFinite(parameters.size(), parameters.values(), 0);
    if (index >= 0) {
      throw new TrainingException(
          "the update of %s gives %s"
              .formatted(
                  parameters.layout().sliceAt(index).locate(index), parameters.values()[index]));
    }
  }

  /** Goes on from parameters, moments and a number of steps that were kept. */
  void restore(float[] values, List<float[]> moments, long steps) {
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    optimizerState.restore(steps, moments);
    network.load(kernels, parameters);
  }

  /** What was measured since it was cleared. */
  Tally tally() {
    return tally;
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
