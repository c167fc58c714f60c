package org.lstm4j.model;

import java.util.Objects;
import org.lstm4j.random.SeededRandom;

/**
 * How the parameters of a model start. LSTM matrices and biases are filled gate by gate in the
 * order i, f, g, o, so that fan-in and fan-out are those of one gate.
 *
 * @param inputWeights of each gate's {@code [H × I]}
 * @param recurrentWeights of each gate's {@code [H × H]}
 * @param bias of each gate's {@code [H]}, filled as one column with fan-in 1
 * @param forgetBias of the forget gate's bias, in place of {@code bias}
 * @param headWeights of the head's {@code [O × H]}
 * @param headBias of the head's {@code [O]}
 */
public record Initialization(
    Initializer inputWeights,
    Initializer recurrentWeights,
    Initializer bias,
    Initializer forgetBias,
    Initializer headWeights,
    Initializer headBias) {

  private static final int GATES = 4;
  private static final int FORGET = 1;

  /** Checks that all are there. */
  public Initialization {
    Objects.requireNonNull(inputWeights, "input weights");
    Objects.requireNonNull(recurrentWeights, "recurrent weights");
    Objects.requireNonNull(bias, "bias");
    Objects.requireNonNull(forgetBias, "forget bias");
    Objects.requireNonNull(headWeights, "head weights");
    Objects.requireNonNull(headBias, "head bias");
  }

  /**
   * A good start for most models: Glorot-uniform input and head weights, orthogonal recurrent
   * weights, forget bias 1 (Jozefowicz, Zaremba and Sutskever 2015), other biases 0.
   *
   * @return the initialization
   */
  public static Initialization standard() {
    return new Initialization(
        Initializer.glorotUniform(),
        Initializer.orthogonal(),
        Initializer.zeros(),
        Initializer.constant(1f),
        Initializer.glorotUniform(),
        Initializer.zeros());
  }

  /**
   * The same initializer for every weight matrix, biases 0.
   *
   * @param weights of every weight matrix
   * @return the initialization
   */
  public static Initialization weights(Initializer weights) {
    Initializer zeros = Initializer.zeros();
    return new Initialization(weights, weights, zeros, zeros, weights, zeros);
  }

  /**
   * {@return a copy with other recurrent weights}
   *
   * @param initializer of each gate's {@code [H × H]}
   */
  public Initialization withRecurrentWeights(Initializer initializer) {
    return new Initialization(inputWeights, initializer, bias, forgetBias, headWeights, headBias);
  }

  /**
   * {@return a copy with other biases on all four gates}
   *
   * @param initializer of each gate's {@code [H]}
   */
  public Initialization withBias(Initializer initializer) {
    return new Initialization(
        inputWeights, recurrentWeights, initializer, initializer, headWeights, headBias);
  }

  /**
   * {@return a copy with another forget bias}
   *
   * @param value the bias of every forget gate
   */
  public Initialization withForgetBias(float value) {
    return new Initialization(
        inputWeights, recurrentWeights, bias, Initializer.constant(value), headWeights, headBias);
  }

  /**
   * {@return a copy with another head}
   *
   * @param newWeights of the head's {@code [O × H]}
   * @param newBias of the head's {@code [O]}
   */
  public Initialization withHead(Initializer newWeights, Initializer newBias) {
    return new Initialization(
        inputWeights, recurrentWeights, bias, forgetBias, newWeights, newBias);
  }

  /**
   * Makes the parameters of a model.
   *
   * @param spec the model
   * @param seed seed of the stream {@link SeededRandom#INITIALIZATION}
   * @return new parameters
   */
  public Parameters create(ModelSpec spec, long seed) {
    Parameters parameters = new Parameters(spec);
    SeededRandom random = new SeededRandom(seed, SeededRandom.INITIALIZATION);
    for (int k = 0; k < spec.layers().size(); k++) {
      fillGates(parameters, Parameters.inputWeightsName(k), inputWeights, random);
      fillGates(parameters, Parameters.recurrentWeightsName(k), recurrentWeights, random);
      fillBiases(parameters, Parameters.biasName(k), random);
    }
    if (spec.hasHead()) {
      Slice weights = parameters.layout().slice(Parameters.HEAD_WEIGHTS);
      headWeights.fill(
          parameters.values(), weights.offset(), weights.rows(), weights.columns(), random);
      Slice heads = parameters.layout().slice(Parameters.HEAD_BIAS);
      headBias.fill(parameters.values(), heads.offset(), heads.length(), 1, random);
    }
    return parameters;
  }

  private static void fillGates(
      Parameters parameters, String name, Initializer initializer, SeededRandom random) {
    Slice slice = parameters.layout().slice(name);
    int hidden = slice.rows() / GATES;
    for (int gate = 0; gate < GATES; gate++) {
      int offset = slice.offset() + gate * hidden * slice.columns();
      initializer.fill(parameters.values(), offset, hidden, slice.columns(), random);
    }
  }

  private void fillBiases(Parameters parameters, String name, SeededRandom random) {
    Slice slice = parameters.layout().slice(name);
    int hidden = slice.length() / GATES;
    for (int gate = 0; gate < GATES; gate++) {
      Initializer initializer = gate == FORGET ? forgetBias : bias;
      initializer.fill(parameters.values(), slice.offset() + gate * hidden, hidden, 1, random);
    }
  }
}
