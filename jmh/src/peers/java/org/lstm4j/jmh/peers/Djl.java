package org.lstm4j.jmh.peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * The LSTM block of Deep Java Library on its PyTorch engine, with DJL's own trainer and predictor.
 * The second bias that the block has is zero and not trained. It brings a libtorch of its own,
 * which must not share a process with {@link Torch}.
 *
 * <p>Without gradients the oneDNN 3.7.1 in that libtorch gives wrong hidden states in sizes such as
 * H 13 and H 16: it is asked only for multiples of 32, where it is right.
 */
public final class Djl implements LstmEngine {
  private static final String ENGINE = "PyTorch";
  private static final int RIGHT_HIDDEN_SIZES = 32;

  /** Called by the service loader. */
  public Djl() {}

  @Override
  public String name() {
    return "djl";
  }

  /** Loads the engine, and neither downloads nor reports anything. */
  private static Engine engine() {
    System.setProperty("ai.djl.offline", "true");
    return Engine.getEngine(ENGINE);
  }

  @Override
  public String description() {
    Engine engine = engine();
    return "DJL %s, %s %s, %d thread(s)"
        .formatted(Engine.getDjlVersion(), ENGINE, engine.getVersion(), JniUtils.getNumThreads());
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    boolean right =
        task == Task.TRAINING
            || (task == Task.INFERENCE && shape.hidden() % RIGHT_HIDDEN_SIZES == 0);
    return right && shape.layers() == 1;
  }

  private static Shape inputShape(LstmShape shape) {
    return new Shape(shape.steps(), shape.batch(), shape.inputs());
  }

  private static Model model(LstmProblem problem, int threads) {
    engine();
    JniUtils.setNumThreads(threads);
    LSTM lstm =
        LSTM.builder()
            .setStateSize(problem.shape.hidden())
            .setNumLayers(1)
            .optBatchFirst(false)
            .build();
    Model model = Model.newInstance("lstm", ENGINE);
    model.setBlock(lstm);
    lstm.initialize(model.getNDManager(), DataType.FLOAT32, inputShape(problem.shape));
    ParameterList parameters = lstm.getParameters();
    parameters.valueAt(0).getArray().set(problem.inputWeights);
    parameters.valueAt(1).getArray().set(problem.recurrentWeights);
    parameters.valueAt(2).getArray().set(problem.bias);
    Parameter secondBias = parameters.valueAt(3);
    secondBias.getArray().set(new float[problem.bias.length]);
    secondBias.freeze(true);
    return model;
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    LstmShape shape = problem.shape;
    Model model = model(problem, threads);
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.l2Loss("mean squared error", 1))
                .optOptimizer(
                    Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed((float) LstmProblem.LEARNING_RATE))
                        .build()));
    trainer.initialize(inputShape(shape));
    NDManager manager = trainer.getManager();
    NDArray input = manager.create(problem.input, inputShape(shape));
    NDArray target =
        manager.create(problem.target, new Shape(shape.steps(), shape.batch(), shape.hidden()));
    return new Training() {
      @Override
      public double step() {
        float loss;
        try (NDManager memory = manager.newSubManager()) {
          input.tempAttach(memory);
          target.tempAttach(memory);
          try (GradientCollector gradients = trainer.newGradientCollector()) {
            NDList output = trainer.forward(new NDList(input));
            NDArray error = trainer.getLoss().evaluate(new NDList(target), output);
            gradients.backward(error);
            loss = error.getFloat();
          }
          trainer.step();
        }
        return loss;
      }

      @Override
      public float[] parameters() {
        ParameterList parameters = model.getBlock().getParameters();
        int inputs = problem.inputWeights.length;
        int recurrent = problem.recurrentWeights.length;
        float[] all = new float[inputs + recurrent + problem.bias.length];
        int offset = 0;
        for (int i = 0; i < 3; i++) {
          float[] values = parameters.valueAt(i).getArray().toFloatArray();
          System.arraycopy(values, 0, all, offset, values.length);
          offset += values.length;
        }
        return all;
      }

      @Override
      public void close() {
        trainer.close();
        model.close();
      }
    };
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    Model model = model(problem, threads);
    Predictor<float[], float[]> predictor = model.newPredictor(new Arrays(problem.shape));
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        try {
          System.arraycopy(predictor.predict(input), 0, hidden, 0, hidden.length);
        } catch (TranslateException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {
        predictor.close();
        model.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    throw new UnsupportedOperationException("DJL's predictor carries no state");
  }

  /** Arrays to tensors and back. */
  private record Arrays(LstmShape shape) implements NoBatchifyTranslator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input, inputShape(shape)));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
      return output.singletonOrThrow().toFloatArray();
    }
  }
}
