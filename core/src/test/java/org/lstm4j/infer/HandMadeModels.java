package org.lstm4j.infer;

import java.util.Arrays;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** Models whose answers can be worked out by hand, and random ones. */
final class HandMadeModels {
  static final KernelProvider SCALAR =
      Backends.select(Backends.SCALAR, Backends.installed()).provider();

  /** A bias at which the logistic function is 1 in float; at its negative next to nothing. */
  private static final float OPEN = 100f;

  private HandMadeModels() {}

  /** Linear, with all gates open: h = c, c ← c + ½x. Answers with h. */
  static Predictor halfTheSum(ModelSpec.Output output) {
    ModelSpec.Builder builder =
        ModelSpec.values(1)
            .lstm(
                1,
                new GateActivations(Activation.SIGMOID, Activation.IDENTITY, Activation.IDENTITY));
    Parameters parameters =
        new Parameters(output == ModelSpec.Output.LAST ? builder.lastStep() : builder.everyStep());
    parameters.set("lstm.weight_ih_l0", new float[] {0, 0, 0.5f, 0});
    parameters.set("lstm.bias_l0", new float[] {OPEN, OPEN, 0, OPEN});
    return new Predictor(parameters, SCALAR);
  }

  /** Forgets everything; after class k, class k + 1 (the first after the last) is the likeliest. */
  static Predictor nextInTurn(int classes) {
    Parameters parameters =
        new Parameters(ModelSpec.indices(classes).lstm(classes).dense(classes).everyStep());
    float[] bias = new float[4 * classes];
    Arrays.fill(bias, 0, classes, OPEN);
    Arrays.fill(bias, classes, 2 * classes, -OPEN);
    Arrays.fill(bias, 3 * classes, 4 * classes, OPEN);
    parameters.set("lstm.bias_l0", bias);
    float[] input = new float[4 * classes * classes];
    float[] head = new float[classes * classes];
    for (int k = 0; k < classes; k++) {
      input[(2 * classes + k) * classes + k] = 5f; // unit k is near tanh(1) for class k, else 0
      head[(k + 1) % classes * classes + k] = 3f;
    }
    parameters.set("lstm.weight_ih_l0", input);
    parameters.set("head.weight", head);
    return new Predictor(parameters, SCALAR);
  }

  static Predictor random(ModelSpec spec, long seed) {
    return new Predictor(randomParameters(spec, seed), SCALAR);
  }

  static Parameters randomParameters(ModelSpec spec, long seed) {
    Initializer wide = Initializer.uniform(-0.8f, 0.8f);
    return Initialization.all(wide).create(spec, seed);
  }
}
