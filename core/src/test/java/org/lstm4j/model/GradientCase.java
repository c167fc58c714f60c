package org.lstm4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Pass;
import org.lstm4j.loss.CrossEntropy;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.random.SeededRandom;

/**
 * A model, a batch and a loss with random numbers in them, and the library's gradients of it.
 *
 * @param spec the model
 * @param steps T
 * @param batch B
 * @param loss the loss
 * @param seed of all numbers
 */
record GradientCase(ModelSpec spec, int steps, int batch, Loss loss, long seed) {

  /** All cases, with seeds that {@link #awayFromKinks} may still move. */
  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    List<Loss> losses =
        List.of(
            Loss.meanSquaredError(),
            Loss.meanSquaredError().summed(),
            Loss.halfSquaredError(),
            Loss.halfSquaredError().summed(),
            Loss.softmaxCrossEntropy(),
            Loss.softmaxCrossEntropy().summed());
    int[][] shapes = {{1, 1}, {6, 5}, {1, 5}, {6, 1}}; // T, B
    for (Activation activation : Activation.forGates()) {
      for (int role = 0; role < 3; role++) {
        cases.add(
            new GradientCase(
                ModelSpec.values(2).lstm(3, inRole(activation, role)).dense(2).everyStep(),
                6,
                5,
                losses.get(role),
                1));
      }
    }
    for (int layers = 1; layers <= 3; layers++) {
      for (int head : new int[] {0, 3}) {
        for (Output output : Output.values()) {
          for (Kind input : Kind.values()) {
            for (Loss loss : losses) {
              int[] shape = shapes[cases.size() * 7 / 5 % shapes.length];
              List<Lstm> stack = new ArrayList<>();
              for (int k = 0; k < layers; k++) {
                stack.add(new Lstm(2 + (k + 1) % 3));
              }
              ModelSpec spec = Stacks.of(input, 3, stack, head, output);
              cases.add(new GradientCase(spec, shape[0], shape[1], loss, 1));
            }
          }
        }
      }
    }
    return cases;
  }

  private static GateActivations inRole(Activation activation, int role) {
    GateActivations standard = GateActivations.STANDARD;
    return new GateActivations(
        role == 0 ? activation : standard.gate(),
        role == 1 ? activation : standard.candidate(),
        role == 2 ? activation : standard.cell());
  }

  /** This case with the first seed from its own on that keeps every kink at a distance. */
  GradientCase awayFromKinks(double distance) {
    for (long s = seed; s < seed + 200; s++) {
      GradientCase candidate = new GradientCase(spec, steps, batch, loss, s);
      DoubleNetwork network = candidate.oracle();
      double[] outputs = network.outputs(candidate.variables());
      if (network.kinkDistance() >= distance && outputs.length > 0) {
        return candidate;
      }
    }
    throw new AssertionError("no seed keeps " + distance + " away from kinks: " + this);
  }

  boolean crossEntropy() {
    return loss instanceof CrossEntropy;
  }

  int rows() {
    return spec.output() == Output.LAST ? batch : steps * batch;
  }

  /** Parameters, inputs and initial states, all floats. */
  double[] variables() {
    SeededRandom random = new SeededRandom(seed, 1);
    double[] x = new double[oracle().variables()];
    int parameters = new Parameters(spec).size();
    for (int i = 0; i < x.length; i++) {
      double scale = i < parameters ? 0.6 : 1;
      x[i] = (float) (scale * random.nextNormal());
    }
    return x;
  }

  int[] indices() {
    if (spec.input() == Kind.VALUES) {
      return new int[0];
    }
    SeededRandom random = new SeededRandom(seed, 2);
    int[] indices = new int[steps * batch];
    Arrays.setAll(indices, i -> random.nextInt(spec.inputSize()));
    return indices;
  }

  int[] targetClasses() {
    SeededRandom random = new SeededRandom(seed, 3);
    int[] classes = new int[rows()];
    Arrays.setAll(classes, i -> random.nextInt(spec.outputSize()));
    return classes;
  }

  float[] targetValues() {
    SeededRandom random = new SeededRandom(seed, 4);
    float[] values = new float[rows() * spec.outputSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextNormal();
    }
    return values;
  }

  DoubleNetwork oracle() {
    return new DoubleNetwork(spec, steps, batch, indices());
  }

  /** The loss of outputs, in double. */
  double oracleLoss(double[] y) {
    int width = spec.outputSize();
    double sum = 0;
    if (crossEntropy()) {
      int[] classes = targetClasses();
      for (int r = 0; r < rows(); r++) {
        double total = 0;
        for (int j = 0; j < width; j++) {
          total += StrictMath.exp(y[r * width + j]);
        }
        sum += StrictMath.log(total) - y[r * width + classes[r]];
      }
    } else {
      float[] targets = targetValues();
      boolean half =
          loss.equals(Loss.halfSquaredError()) || loss.equals(Loss.halfSquaredError().summed());
      for (int i = 0; i < y.length; i++) {
        sum += (half ? 0.5 : 1) * (y[i] - targets[i]) * (y[i] - targets[i]);
      }
    }
    int terms = crossEntropy() ? rows() : rows() * width;
    return loss.reduction() == Loss.Reduction.MEAN ? sum / terms : sum;
  }

  /** The library's batch. */
  Batch newBatch() {
    SampleShape shape =
        new SampleShape(
            spec.input(),
            spec.inputSize(),
            steps,
            spec.output(),
            crossEntropy() ? Kind.INDICES : Kind.VALUES,
            spec.outputSize());
    Batch result = new Batch(shape, batch);
    if (spec.input() == Kind.VALUES) {
      copy(variables(), oracle().inputOffset(), result.inputs().values);
    } else {
      System.arraycopy(indices(), 0, result.inputs().indices, 0, steps * batch);
    }
    if (crossEntropy()) {
      System.arraycopy(targetClasses(), 0, result.targetIndices, 0, rows());
    } else {
      System.arraycopy(targetValues(), 0, result.targetValues, 0, result.targetValues.length);
    }
    return result;
  }

  Parameters newParameters() {
    Parameters parameters = new Parameters(spec);
    copy(variables(), 0, parameters.values());
    return parameters;
  }

  ModelState newState() {
    ModelState state = new ModelState(spec, batch);
    for (int k = 0; k < oracle().layers(); k++) {
      int offset = oracle().stateOffset(k);
      copy(variables(), offset, state.hidden(k));
      copy(variables(), offset + state.hidden(k).length, state.cell(k));
    }
    return state;
  }

  private static void copy(double[] from, int offset, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[offset + i];
    }
  }

  /** The library's gradients, in the order of {@link #variables}. */
  double[] libraryGradients(Kernels kernels) {
    Batch input = newBatch();
    Network network = new Network(newParameters(), kernels, true);
    Workspace workspace = network.newWorkspace(steps, batch, Gradients.PARAMETERS_AND_INPUTS);
    Parameters gradients = new Parameters(spec);
    Pass pass = new Pass();
    for (int round = 0; round < 2; round++) { // the second finds the buffers of the first in use
      workspace.begin(input.inputs());
      workspace.startFrom(newState());
      network.forward(kernels, workspace, pass);
      double value =
          loss.evaluate(kernels, input, workspace.outputs(), workspace.outputGradients());
      if (!Double.isFinite(value)) {
        throw new AssertionError("the loss is " + value);
      }
      Arrays.fill(gradients.values(), Float.NaN);
      network.backward(kernels, workspace, gradients, pass);
    }
    ModelState states = new ModelState(spec, batch);
    workspace.initialStateGradient(states);

    double[] all = new double[oracle().variables()];
    append(gradients.values(), all, 0);
    if (spec.input() == Kind.VALUES) {
      append(workspace.inputGradients().values(), all, oracle().inputOffset());
    }
    for (int k = 0; k < oracle().layers(); k++) {
      int offset = oracle().stateOffset(k);
      append(states.hidden(k), all, offset);
      append(states.cell(k), all, offset + states.hidden(k).length);
    }
    return all;
  }

  private static void append(float[] from, double[] to, int offset) {
    for (int i = 0; i < from.length; i++) {
      to[offset + i] = from[i];
    }
  }
}
