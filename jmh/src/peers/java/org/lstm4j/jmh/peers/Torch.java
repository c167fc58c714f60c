package org.lstm4j.jmh.peers;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * PyTorch's LSTM in this process: libtorch through JavaCPP. The second bias that PyTorch has is
 * zero and not trained.
 *
 * <p>Without gradients the oneDNN 3.7.1 of this version gives wrong hidden states in sizes such as
 * H 13 and H 16: it is asked only for multiples of 32, where it is right.
 */
public final class Torch implements LstmEngine {
  private static final int RIGHT_HIDDEN_SIZES = 32;

  /** Called by the service loader. */
  public Torch() {}

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String description() {
    return "libtorch %s, %s, %d thread(s)"
        .formatted(
            torch.class.getPackage().getImplementationVersion(),
            torch.get_cpu_capability().getString(),
            torch.get_num_threads());
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    boolean right = task == Task.TRAINING || shape.hidden() % RIGHT_HIDDEN_SIZES == 0;
    return right && shape.layers() == 1;
  }

  private static LSTMImpl layer(LstmProblem problem) {
    LSTMImpl lstm = new LSTMImpl(problem.shape.inputs(), problem.shape.hidden());
    try (PointerScope _ = new PointerScope();
        AutoGradMode _ = new AutoGradMode(false)) {
      TensorVector weights = lstm.all_weights();
      weights.get(0).data_ptr_float().put(problem.inputWeights);
      weights.get(1).data_ptr_float().put(problem.recurrentWeights);
      weights.get(2).data_ptr_float().put(problem.bias);
      weights.get(3).zero_();
    }
    return lstm;
  }

  private static Tensor tensor(float[] values, long... sizes) {
    return torch.from_blob(new FloatPointer(values), sizes).clone();
  }

  private static void read(Tensor tensor, float[] to, int offset, int length) {
    tensor.contiguous().data_ptr_float().get(to, offset, length);
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    torch.set_num_threads(threads);
    LstmShape shape = problem.shape;
    LSTMImpl lstm = layer(problem);
    TensorVector all = lstm.all_weights();
    TensorVector trained = new TensorVector(all.get(0), all.get(1), all.get(2));
    SGD optimizer = new SGD(trained, new SGDOptions(LstmProblem.LEARNING_RATE));
    Tensor input = tensor(problem.input, shape.steps(), shape.batch(), shape.inputs());
    Tensor target = tensor(problem.target, shape.steps(), shape.batch(), shape.hidden());
    return new Training() {
      @Override
      public double step() {
        try (PointerScope _ = new PointerScope()) {
          optimizer.zero_grad();
          Tensor loss = torch.mse_loss(lstm.forward(input).get0(), target);
          loss.backward();
          optimizer.step();
          return loss.item_float();
        }
      }

      @Override
      public float[] parameters() {
        int inputs = problem.inputWeights.length;
        int recurrent = problem.recurrentWeights.length;
        float[] values = new float[inputs + recurrent + problem.bias.length];
        read(all.get(0).detach(), values, 0, inputs);
        read(all.get(1).detach(), values, inputs, recurrent);
        read(all.get(2).detach(), values, inputs + recurrent, problem.bias.length);
        return values;
      }

      @Override
      public void close() {
        lstm.close();
      }
    };
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    torch.set_num_threads(threads);
    LstmShape shape = problem.shape;
    LSTMImpl lstm = layer(problem);
    Tensor in = tensor(problem.input, shape.steps(), shape.batch(), shape.inputs());
    FloatPointer inValues = in.data_ptr_float();
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        try (PointerScope _ = new PointerScope();
            InferenceMode _ = new InferenceMode(true)) {
          inValues.put(input);
          read(lstm.forward(in).get0(), hidden, 0, hidden.length);
        }
      }

      @Override
      public void close() {
        lstm.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    torch.set_num_threads(1);
    LstmShape shape = problem.shape;
    LSTMImpl lstm = layer(problem);
    Tensor in = tensor(new float[shape.batch() * shape.inputs()], 1, shape.batch(), shape.inputs());
    FloatPointer inValues = in.data_ptr_float();
    float[] zeros = new float[shape.batch() * shape.hidden()];
    Tensor h = tensor(zeros, 1, shape.batch(), shape.hidden());
    Tensor c = tensor(zeros, 1, shape.batch(), shape.hidden());
    return new Streaming() {
      @Override
      public void step(float[] input, float[] hidden) {
        try (PointerScope _ = new PointerScope();
            InferenceMode _ = new InferenceMode(true)) {
          inValues.put(input);
          T_TensorT_TensorTensor_T_T result = lstm.forward(in, new T_TensorTensor_T(h, c));
          read(result.get0(), hidden, 0, hidden.length);
          h.copy_(result.get1().get0());
          c.copy_(result.get1().get1());
        }
      }

      @Override
      public void close() {
        lstm.close();
      }
    };
  }
}
