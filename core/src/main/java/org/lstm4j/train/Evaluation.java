package org.lstm4j.train;

import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Pass;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/** Measures a model without learning: forward passes alone, without room for gradients. */
final class Evaluation {
  private final TrainingOptions options;
  private final Kernels kernels;
  private final Network network;
  private final Pass pass = new Pass();
  private final Tally tally;
  private Matrix scratch = new Matrix();

  Evaluation(Parameters parameters, TrainingOptions options, Kernels kernels) {
    this.options = options;
    this.kernels = kernels;
    this.network = new Network(parameters, kernels, false);
    this.tally = new Tally(options.loss(), options.metrics());
  }

  Scores run(EpochPass samples) {
    Workspace workspace =
        network.newWorkspace(samples.maxSteps(), samples.maxBatch(), Gradients.NONE);
    samples.forEach(batch -> measure(batch, workspace));
    return tally.scores();
  }

  private void measure(Batch batch, Workspace workspace) {
    batch.checkIndices(options.loss().ignoredClass());
    batch.checkFinite();
    workspace.begin(batch.inputs());
    if (batch.initialState().isPresent()) {
      workspace.startFrom(batch.initialState().get());
    } else {
      workspace.startFromZero();
    }
    network.forward(kernels, workspace, pass);
    Matrix outputs = workspace.outputs();
    if (scratch.values().length < outputs.size()) {
      scratch = new Matrix(new float[outputs.size()], outputs.columns());
    }
    scratch.move(0, outputs.rows());
    tally.add(kernels, batch, outputs, 1, scratch);
  }
}
