package org.lstm4j.jmh.peers;

import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Deeplearning4j's LSTM layer on its native CPU backend. Its loss is the sum over steps of the mean
 * over batch and units; the learning rate and the loss are divided by the steps.
 */
public final class Dl4j implements LstmEngine {
  /** Its order is g, f, o, i. */
  private static final int[] GATES_FROM_IFGO = {2, 1, 3, 0};

  /** Called by the service loader. */
  public Dl4j() {}

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public String description() {
    return "Deeplearning4j %s, BLAS %s, %d thread(s)"
        .formatted(
            MavenVersion.of(MultiLayerNetwork.class, "org.deeplearning4j", "deeplearning4j-nn"),
            Nd4j.getExecutioner().getEnvironmentInformation().get("blas.vendor"),
            Nd4j.getEnvironment().maxMasterThreads());
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    return shape.layers() == 1;
  }

  private static void setThreads(int threads) {
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  private static MultiLayerNetwork network(LstmProblem problem, int threads, boolean trains) {
    setThreads(threads);
    LstmShape shape = problem.shape;
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new Sgd(LstmProblem.LEARNING_RATE / shape.steps()))
            .list()
            .layer(
                new LSTM.Builder()
                    .nIn(shape.inputs())
                    .nOut(shape.hidden())
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.SIGMOID)
                    .build());
    if (trains) {
      layers.layer(
          new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    int hidden = shape.hidden();
    network.setParam("0_W", weights(problem.inputWeights, hidden, shape.inputs()));
    network.setParam("0_RW", weights(problem.recurrentWeights, hidden, hidden));
    network.setParam("0_b", weights(problem.bias, hidden, 1));
    return network;
  }

  /** From blocks of gates {@code [H × columns]} to {@code [columns × 4H]}. */
  private static INDArray weights(float[] values, int hidden, int columns) {
    float[] transposed = new float[values.length];
    for (int gate = 0; gate < 4; gate++) {
      for (int unit = 0; unit < hidden; unit++) {
        for (int column = 0; column < columns; column++) {
          transposed[(column * 4 + gate) * hidden + unit] =
              values[(GATES_FROM_IFGO[gate] * hidden + unit) * columns + column];
        }
      }
    }
    return Nd4j.create(transposed, columns, 4L * hidden);
  }

  /** The other way round. */
  private static int read(INDArray weights, int hidden, float[] to, int offset) {
    int columns = weights.rows();
    float[] transposed = new float[Math.toIntExact(weights.length())];
    values(weights.dup('c')).get(transposed);
    for (int gate = 0; gate < 4; gate++) {
      for (int unit = 0; unit < hidden; unit++) {
        for (int column = 0; column < columns; column++) {
          to[offset + (GATES_FROM_IFGO[gate] * hidden + unit) * columns + column] =
              transposed[(column * 4 + gate) * hidden + unit];
        }
      }
    }
    return offset + transposed.length;
  }

  private static FloatPointer values(INDArray array) {
    return (FloatPointer) array.data().pointer();
  }

  /** Steps last, as the network has them. */
  private static INDArray stepsLast(INDArray data) {
    return data.permute(1, 2, 0);
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    LstmShape shape = problem.shape;
    MultiLayerNetwork network = network(problem, threads, true);
    INDArray input =
        stepsLast(Nd4j.create(problem.input, shape.steps(), shape.batch(), shape.inputs()));
    INDArray target =
        stepsLast(Nd4j.create(problem.target, shape.steps(), shape.batch(), shape.hidden()));
    return new Training() {
      @Override
      public double step() {
        network.fit(input, target);
        return network.score() / shape.steps();
      }

      @Override
      public float[] parameters() {
        int inputs = problem.inputWeights.length;
        int recurrent = problem.recurrentWeights.length;
        float[] all = new float[inputs + recurrent + problem.bias.length];
        int offset = read(network.getParam("0_W"), shape.hidden(), all, 0);
        offset = read(network.getParam("0_RW"), shape.hidden(), all, offset);
        read(network.getParam("0_b"), shape.hidden(), all, offset);
        return all;
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    LstmShape shape = problem.shape;
    MultiLayerNetwork network = network(problem, threads, false);
    INDArray in = Nd4j.create(DataType.FLOAT, shape.steps(), shape.batch(), shape.inputs());
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        values(in).put(input);
        INDArray out = network.output(stepsLast(in)).permute(2, 0, 1);
        values(out.dup('c')).get(hidden);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    LstmShape shape = problem.shape;
    MultiLayerNetwork network = network(problem, 1, false);
    INDArray in = Nd4j.create(DataType.FLOAT, shape.batch(), shape.inputs());
    return new Streaming() {
      @Override
      public void step(float[] input, float[] hidden) {
        values(in).put(input);
        values(network.rnnTimeStep(in).dup('c')).get(hidden);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
