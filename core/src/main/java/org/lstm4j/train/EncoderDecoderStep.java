package org.lstm4j.train;

import java.util.Arrays;
import org.lstm4j.data.PairBatch;
import org.lstm4j.data.SequencePairs;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Pass;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * One training step of an encoder and a decoder (Sutskever, Vinyals and Le 2014): the encoder
 * reads, the decoder starts from the states in which it ends, reads what it should have written,
 * and is measured by what it writes; on the way back the gradients of its first states are those of
 * the encoder's last ones. The encoder's outputs are not used. Both are clipped and updated each by
 * itself.
 */
public final class EncoderDecoderStep {
  private final TrainingOptions options;
  private final Kernels kernels;
  private final Side encoder;
  private final Side decoder;
  private final Pass pass = new Pass();
  private long dropoutSeed;
  private long epoch;
  private boolean countsRuns = true;

  /** A network with what it is trained by. */
  private static final class Side {
    private final Parameters parameters;
    private final Parameters gradients;
    private final Network network;
    private final Workspace workspace;
    private final OptimizerState optimizerState;
    private final ModelState[] states; // by the number of sequences, made when it comes first

    Side(
        Parameters parameters,
        TrainingOptions options,
        Kernels kernels,
        int steps,
        int batch,
        Gradients wanted) {
      this.parameters = parameters;
      gradients = new Parameters(parameters.spec());
      network = new Network(parameters, kernels, true);
      workspace = network.newWorkspace(steps, batch, wanted);
      optimizerState = new OptimizerState(options.optimizer(), parameters);
      states = new ModelState[batch + 1];
    }

    ModelState state(int batch) {
      if (states[batch] == null) {
        states[batch] = new ModelState(parameters.spec(), batch);
      }
      return states[batch];
    }

    /** Checks and clips the gradients; nothing is updated. */
    void clip(Kernels kernels, TrainingOptions options, String name) {
      int index = kernels.indexOfNonFinite(gradients.size(), gradients.values(), 0);
      if (index >= 0) {
        throw new TrainingException(
            "the gradient of the %s's %s is %s"
                .formatted(
                    name,
                    gradients.layout().sliceAt(index).locate(index),
                    gradients.values()[index]));
      }
      options.clip().apply(kernels, gradients);
    }

    void update(Kernels kernels, TrainingOptions options, double learningRate) {
      options.optimizer().step(kernels, parameters, gradients, optimizerState, learningRate);
      network.load(kernels, parameters);
    }
  }

  /**
   * Prepares steps.
   *
   * @param encoder the parameters of the encoder, changed by every step
   * @param decoder those of the decoder
   * @param options loss, optimizer, clipping, truncation; metrics are left aside
   * @param kernels the backend, used by this step only
   * @param pairs what the batches will be of
   * @param maxBatch the largest batch B
   * @throws IllegalArgumentException if the states of the two do not match
   */
  public EncoderDecoderStep(
      Parameters encoder,
      Parameters decoder,
      TrainingOptions options,
      Kernels kernels,
      SequencePairs pairs,
      int maxBatch) {
    checkStates(encoder.spec(), decoder.spec());
    this.options = options;
    this.kernels = kernels;
    this.encoder =
        new Side(encoder, options, kernels, pairs.sourceSteps(), maxBatch, Gradients.PARAMETERS);
    this.decoder =
        new Side(
            decoder,
            options,
            kernels,
            pairs.targetSteps(),
            maxBatch,
            Gradients.PARAMETERS_AND_INPUTS);
    pass.truncation(options.truncation());
  }

  private static void checkStates(ModelSpec encoder, ModelSpec decoder) {
    int[] from = stateSizes(encoder);
    int[] to = stateSizes(decoder);
    if (from.length == 0 || !Arrays.equals(from, to)) {
      throw new IllegalArgumentException(
          "the encoder's states have %s units, those of the decoder %s; expected the same, and some"
              .formatted(Arrays.toString(from), Arrays.toString(to)));
    }
  }

  private static int[] stateSizes(ModelSpec spec) {
    ModelState state = new ModelState(spec, 1);
    int[] sizes = new int[state.count()];
    Arrays.setAll(sizes, s -> state.values(s).length);
    return sizes;
  }

  /**
   * Keys the masks of dropout layers in the steps that follow. Without, each step counts as an
   * epoch of its own, with seed 0. The decoder's masks are those of the seed after it.
   *
   * @param seed any number
   * @param newEpoch number of the epoch
   */
  public void keyDropout(long seed, long newEpoch) {
    dropoutSeed = seed;
    epoch = newEpoch;
    countsRuns = false;
  }

  /**
   * Runs one step.
   *
   * @param batch what is read and what shall be written
   * @param learningRate of this step
   * @return the loss of the batch before the update
   * @throws IllegalArgumentException if the batch does not fit the models, or the rate is not
   *     positive
   * @throws TrainingException if the loss or a gradient is not finite; parameters are then those
   *     before the step
   */
  public double run(PairBatch batch, double learningRate) {
    Optimizer.checkRate(learningRate);
    epoch += countsRuns ? 1 : 0;
    pass.drop(dropoutSeed, epoch, batch.sources());
    double loss = forward(batch);
    if (!Double.isFinite(loss)) {
      throw new TrainingException("the loss is " + loss);
    }
    backward(batch);
    encoder.clip(kernels, options, "encoder");
    decoder.clip(kernels, options, "decoder");
    encoder.update(kernels, options, learningRate);
    decoder.update(kernels, options, learningRate);
    return loss;
  }

  /**
   * Measures a batch without learning from it.
   *
   * @param batch what is read and what shall be written
   * @return the loss of the batch
   * @throws IllegalArgumentException if the batch does not fit the models
   */
  public double evaluate(PairBatch batch) {
    pass.dropNothing();
    return forward(batch);
  }

  private double forward(PairBatch batch) {
    options.checkFits(batch.target().shape(), decoder.parameters.spec());
    batch.checkIndices();
    int size = batch.target().size();
    encoder.workspace.begin(batch.source());
    encoder.workspace.startFromZero();
    encoder.network.forward(kernels, encoder.workspace, pass);
    encoder.workspace.finalState(encoder.state(size));
    decoder.state(size).copyFrom(encoder.state(size), batch.sourceOf());
    decoder.workspace.begin(batch.target().inputs());
    decoder.workspace.startFrom(decoder.state(size));
    if (pass.drops()) {
      pass.drop(dropoutSeed + 1, epoch, batch.target().samples());
    }
    decoder.network.forward(kernels, decoder.workspace, pass);
    Loss loss = options.loss();
    return loss.evaluate(
        kernels, batch.target(), decoder.workspace.outputs(), decoder.workspace.outputGradients());
  }

  private void backward(PairBatch batch) {
    int size = batch.target().size();
    decoder.network.backward(kernels, decoder.workspace, decoder.gradients, pass);
    decoder.workspace.initialStateGradient(decoder.state(size));
    encoder.state(size).copyFrom(decoder.state(size), batch.targetOf());
    encoder.workspace.finalStateGradient(encoder.state(size));
    encoder.workspace.outputGradients().fill(0f);
    pass.drop(dropoutSeed, epoch, batch.sources());
    encoder.network.backward(kernels, encoder.workspace, encoder.gradients, pass);
  }

  /** {@return the encoder's gradients of the last step, as clipped} */
  public Parameters encoderGradients() {
    return encoder.gradients;
  }

  /** {@return the decoder's gradients of the last step, as clipped} */
  public Parameters decoderGradients() {
    return decoder.gradients;
  }
}
