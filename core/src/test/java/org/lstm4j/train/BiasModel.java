package org.lstm4j.train;

import org.lstm4j.backend.Backends;
import org.lstm4j.data.Dataset;
import org.lstm4j.data.Windows;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * A model whose weights are zero: its hidden states stay zero, so that it answers with the head's
 * bias b, and nothing but b is ever changed: b ← b − rate·2(b − t). That can be worked out by hand,
 * exactly.
 */
final class BiasModel {
  static final KernelProvider SCALAR =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();
  static final ModelSpec SPEC = ModelSpec.values(1).lstm(2).dense(1).lastStep();

  /** Too small to change a bias of 1, or a weight whose gradient is 0. */
  static final Optimizer STILL = new Optimizer.Sgd(1e-30);

  /** Targets 3, 2, 5, 1, 9; against b = 1 the squared errors are 4, 1, 16, 0, 64. */
  static final Windows FIVE = Windows.next(new float[] {0, 3, 2, 5, 1, 9}, 1);

  private BiasModel() {}

  static Trainer trainer(float bias, Loss loss, Optimizer optimizer) {
    return Trainer.of(model(bias), loss, optimizer).backend(SCALAR, 1).epochs(2);
  }

  /** Rate ⅛: the distance from the target shrinks to ¾ with every step. */
  static Trainer climb(Parameters parameters) {
    return Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(0.125))
        .backend(SCALAR, 1);
  }

  static Dataset target(float value) {
    return Windows.next(new float[] {0, value}, 1);
  }

  static Parameters model(float bias) {
    Parameters parameters = new Parameters(SPEC);
    parameters.set("head.bias", new float[] {bias});
    return parameters;
  }

  static float bias(Parameters parameters) {
    return parameters.get("head.bias")[0];
  }
}
