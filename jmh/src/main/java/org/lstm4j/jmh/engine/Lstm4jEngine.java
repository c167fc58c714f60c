package org.lstm4j.jmh.engine;

import org.lstm4j.backend.Backends;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.layer.Kind;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.TrainStep;
import org.lstm4j.train.TrainingOptions;

/** One of lstm4j's backends, used as everybody uses it. */
final class Lstm4jEngine implements LstmEngine {
  private final String backend;
  private final WeightFormat format;

  Lstm4jEngine(String backend, WeightFormat format) {
    this.backend = backend;
    this.format = format;
  }

  static KernelProvider provider(String backend) {
    return Backends.select(backend, Backends.installed()).provider();
  }

  @Override
  public String name() {
    return format == WeightFormat.FLOAT32 ? backend : backend + "-bf16";
  }

  @Override
  public String description() {
    try (Kernels kernels = provider(backend).create(1)) {
      String weights = format == WeightFormat.FLOAT32 ? "" : ", weights of bfloat16";
      return "lstm4j " + kernels.description() + weights;
    }
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    return task != Task.TRAINING || format == WeightFormat.FLOAT32;
  }

  private static Parameters parameters(LstmProblem problem) {
    ModelSpec.Builder layers = ModelSpec.values(problem.shape.inputs());
    for (int layer = 0; layer < problem.shape.layers(); layer++) {
      layers.lstm(problem.shape.hidden());
    }
    Parameters parameters = new Parameters(layers.everyStep());
    parameters.set("lstm.weight_ih_l0", problem.inputWeights);
    parameters.set("lstm.weight_hh_l0", problem.recurrentWeights);
    parameters.set("lstm.bias_l0", problem.bias);
    for (int layer = 1; layer < problem.shape.layers(); layer++) {
      LstmProblem.UpperLayer upper = problem.upperLayers.get(layer - 1);
      parameters.set("lstm.weight_ih_l" + layer, upper.inputWeights());
      parameters.set("lstm.weight_hh_l" + layer, upper.recurrentWeights());
      parameters.set("lstm.bias_l" + layer, upper.bias());
    }
    return parameters;
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    if (format != WeightFormat.FLOAT32) {
      throw new IllegalArgumentException(
          "%s does not train; expected %s, which keeps weights as floats"
              .formatted(name(), backend));
    }
    LstmShape shape = problem.shape;
    Parameters parameters = parameters(problem);
    Kernels kernels = provider(backend).create(threads);
    TrainingOptions options =
        new TrainingOptions(Loss.meanSquaredError(), new Optimizer.Sgd(LstmProblem.LEARNING_RATE));
    TrainStep step = new TrainStep(parameters, options, kernels, shape.steps(), shape.batch());
    Batch batch =
        new Batch(
            new SampleShape(
                Kind.VALUES,
                shape.inputs(),
                shape.steps(),
                Output.SEQUENCE,
                Kind.VALUES,
                shape.hidden()),
            shape.batch());
    batch.begin(shape.batch());
    System.arraycopy(problem.input, 0, batch.inputs().values, 0, problem.input.length);
    System.arraycopy(problem.target, 0, batch.targetValues, 0, problem.target.length);
    return new Training() {
      @Override
      public double step() {
        return step.run(batch, LstmProblem.LEARNING_RATE);
      }

      @Override
      public float[] parameters() {
        return parameters.values();
      }

      @Override
      public void close() {
        kernels.close();
      }
    };
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    LstmShape shape = problem.shape;
    if (threads != 1) {
      throw new IllegalArgumentException(
          "%d threads for a forward pass; expected 1, a prediction stream runs on its caller"
              .formatted(threads));
    }
    PredictionStream stream =
        new Predictor(parameters(problem), provider(backend), format).newStream(shape.batch());
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        stream.reset();
        stream.run(input, shape.steps(), hidden);
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    PredictionStream stream =
        new Predictor(parameters(problem), provider(backend), format)
            .newStream(problem.shape.batch());
    return new Streaming() {
      @Override
      public void step(float[] input, float[] hidden) {
        stream.step(input, hidden);
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
