package org.lstm4j.train;

import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Buffers;
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

  Evaluation(Parameters parameters, TrainingOptions options, Kernels kernels) {
    this.options = options;
    this.kernels = kernels;
    this.network = new Network(parameters, kernels, false);
    this.tally = new Tally(options.loss(), options.metrics());
  }

  Scores run(EpochPass samples) {
    Workspace workspace =
        network.newWorkspace(samples.maxSteps(), samples.maxBatch(), Gradients.NONE);
    Matrix room = workspace.outputs();
    Matrix scratch =
        new Matrix(Buffers.floats("outputs", room.rows(), room.columns()), room.columns());
    samples.forEach(batch -> measure(batch, workspace, scratch));
    return tally.scores();
  }

  private void measure(Batch batch, Workspace workspace, Matrix scratch) {
    batch.checkIndices(options.loss().ignoredClass());
    workspace.begin(batch.inputs());
    if (batch.initialState().isPresent()) {
      workspace.startFrom(batch.initialState().get());
    } else {
      workspace.startFromZero();
    }
    network.forward(kernels, workspace, pass);
    Matrix outputs = workspace.outputs();
    scratch.move(0, outputs.rows());
    tally.add(kernels, batch, outputs, 1, scratch);
  }
}
