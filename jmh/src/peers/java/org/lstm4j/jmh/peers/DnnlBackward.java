package org.lstm4j.jmh.peers;

import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.sum;
import org.bytedeco.javacpp.FloatPointer;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * What follows a forward pass of oneDNN: mean squared error, backward pass, gradient descent. The
 * gradient of the inputs cannot be left out.
 */
final class DnnlBackward implements AutoCloseable {
  private final DnnlForward forward;
  private final lstm_backward.primitive_desc description;
  private final lstm_backward lstm;
  private final IntMemoryMap arguments;
  private final Sum errors;
  private final FloatPointer outputGradient;
  private final FloatPointer squares = new FloatPointer(1);
  private final List<Weights> weights;

  DnnlBackward(LstmProblem problem, DnnlForward forward) {
    this.forward = forward;
    LstmShape shape = problem.shape;
    lstm_forward.primitive_desc f = forward.description;
    description =
        new lstm_backward.primitive_desc(
            forward.cpu,
            dnnl.prop_kind.backward,
            dnnl.rnn_direction.unidirectional_left2right,
            f.src_layer_desc(),
            f.src_iter_desc(),
            f.src_iter_c_desc(),
            DnnlForward.inputWeights(shape, format_tag.any),
            DnnlForward.recurrentWeights(shape, format_tag.any),
            f.bias_desc(),
            f.dst_layer_desc(),
            f.dst_iter_desc(),
            f.dst_iter_c_desc(),
            f.src_layer_desc(),
            f.src_iter_desc(),
            f.src_iter_c_desc(),
            f.weights_layer_desc(),
            f.weights_iter_desc(),
            f.bias_desc(),
            f.dst_layer_desc(),
            f.dst_iter_desc(),
            f.dst_iter_c_desc(),
            f);
    lstm = new lstm_backward(description);
    arguments = new IntMemoryMap().put(forward.arguments);
    weights =
        List.of(
            new Weights(
                forward.inputWeights,
                description.weights_layer_desc(),
                dnnl.DNNL_ARG_WEIGHTS_LAYER,
                dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER),
            new Weights(
                forward.recurrentWeights,
                description.weights_iter_desc(),
                dnnl.DNNL_ARG_WEIGHTS_ITER,
                dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER),
            new Weights(
                forward.bias,
                description.bias_desc(),
                dnnl.DNNL_ARG_BIAS,
                dnnl.DNNL_ARG_DIFF_BIAS));
    argument(dnnl.DNNL_ARG_DIFF_SRC_LAYER, f.src_layer_desc());
    argument(dnnl.DNNL_ARG_DIFF_SRC_ITER, f.src_iter_desc());
    argument(dnnl.DNNL_ARG_DIFF_SRC_ITER_C, f.src_iter_c_desc());
    argument(dnnl.DNNL_ARG_DIFF_DST_ITER, f.dst_iter_desc());
    argument(dnnl.DNNL_ARG_DIFF_DST_ITER_C, f.dst_iter_c_desc());
    memory gradient = argument(dnnl.DNNL_ARG_DIFF_DST_LAYER, f.dst_layer_desc());
    outputGradient = DnnlForward.values(gradient);
    memory target = forward.zeros(f.dst_layer_desc());
    DnnlForward.values(target).put(problem.target);
    float scale = 2f / problem.target.length;
    errors =
        new Sum(scale, forward.arguments.get(dnnl.DNNL_ARG_DST_LAYER), -scale, target, gradient);
  }

  private memory argument(int key, memory.desc layout) {
    memory zeros = forward.zeros(layout);
    arguments.put(key, zeros);
    return zeros;
  }

  /** What oneDNN calls its code. */
  String implementation() {
    return description.impl_info_str().getString();
  }

  /** Runs it after the forward pass, and returns the loss. */
  double run() {
    errors.run();
    long n = outputGradient.capacity();
    dnnl.dnnl_sgemm(
        (byte) 'N', (byte) 'N', 1, 1, n, 1, outputGradient, n, outputGradient, 1, 0, squares, 1);
    weights.forEach(Weights::prepare);
    lstm.execute(forward.queue, arguments);
    weights.forEach(Weights::update);
    forward.queue._wait();
    return squares.get() * n / 4.0; // the gradient is the error times 2 / n
  }

  @Override
  public void close() {
    lstm.close();
    arguments.close();
  }

  /** Weights of the forward pass, their gradient in the same layout, and what backward reads. */
  private final class Weights {
    private final memory values;
    private final memory backwardValues;
    private final reorder toBackward;
    private final FloatPointer gradient;
    private final Sum descent;

    Weights(memory values, memory.desc backwardLayout, int key, int gradientKey) {
      this.values = values;
      backwardValues = argument(key, backwardLayout);
      toBackward = new reorder(values, backwardValues);
      memory difference = argument(gradientKey, values.get_desc());
      gradient = DnnlForward.values(difference);
      descent = new Sum(1, values, (float) -LstmProblem.LEARNING_RATE, difference, values);
    }

    /** Backward adds to the gradient. */
    void prepare() {
      toBackward.execute(forward.queue, values, backwardValues);
      gradient.zero();
    }

    void update() {
      descent.run();
    }
  }

  /** A sum of two memories of the same layout, each with a factor, as rows of numbers. */
  private final class Sum {
    private final sum primitive;
    private final IntMemoryMap operands = new IntMemoryMap();

    Sum(float factor1, memory addend1, float factor2, memory addend2, memory to) {
      memory.desc row = DnnlForward.layout(format_tag.a, DnnlForward.values(to).capacity());
      primitive =
          new sum(
              new sum.primitive_desc(
                  forward.cpu,
                  row,
                  new float[] {factor1, factor2},
                  new memory_desc_vector(row, row)));
      operands.put(dnnl.DNNL_ARG_MULTIPLE_SRC, row(addend1, row));
      operands.put(dnnl.DNNL_ARG_MULTIPLE_SRC + 1, row(addend2, row));
      operands.put(dnnl.DNNL_ARG_DST, row(to, row));
    }

    private memory row(memory of, memory.desc row) {
      return new memory(row, forward.cpu, of.get_data_handle());
    }

    void run() {
      primitive.execute(forward.queue, operands);
    }
  }
}
