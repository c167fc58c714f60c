package org.lstm4j.jmh.peers;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/** A forward pass of oneDNN with its data. */
final class DnnlForward implements AutoCloseable {
  final engine cpu = new engine(engine.kind.cpu, 0);
  final stream queue = new stream(cpu);
  final lstm_forward.primitive_desc description;
  final IntMemoryMap arguments = new IntMemoryMap();
  final memory inputWeights;
  final memory recurrentWeights;
  final memory bias;

  private final LstmProblem problem;
  private final lstm_forward lstm;
  private final FloatPointer input;
  private final FloatPointer output;

  /**
   * Makes it, with the problem's first inputs in place.
   *
   * @param problem weights and inputs
   * @param kind for inference or training
   * @param steps the number of steps; the state is an argument if it is one
   */
  DnnlForward(LstmProblem problem, dnnl.prop_kind kind, int steps) {
    this.problem = problem;
    LstmShape shape = problem.shape;
    int hidden = shape.hidden();
    memory.desc state = layout(format_tag.ldnc, 1, 1, shape.batch(), hidden);
    description =
        new lstm_forward.primitive_desc(
            cpu,
            kind,
            dnnl.rnn_direction.unidirectional_left2right,
            layout(format_tag.tnc, steps, shape.batch(), shape.inputs()),
            state,
            state,
            inputWeights(shape, format_tag.any),
            recurrentWeights(shape, format_tag.any),
            bias(shape),
            layout(format_tag.tnc, steps, shape.batch(), hidden),
            state,
            state);
    lstm = new lstm_forward(description);
    input = values(argument(dnnl.DNNL_ARG_SRC_LAYER, description.src_layer_desc()));
    output = values(argument(dnnl.DNNL_ARG_DST_LAYER, description.dst_layer_desc()));
    inputWeights = argument(dnnl.DNNL_ARG_WEIGHTS_LAYER, description.weights_layer_desc());
    recurrentWeights = argument(dnnl.DNNL_ARG_WEIGHTS_ITER, description.weights_iter_desc());
    bias = argument(dnnl.DNNL_ARG_BIAS, description.bias_desc());
    argument(dnnl.DNNL_ARG_SRC_ITER, state);
    argument(dnnl.DNNL_ARG_SRC_ITER_C, state);
    argument(dnnl.DNNL_ARG_DST_ITER, state);
    argument(dnnl.DNNL_ARG_DST_ITER_C, state);
    argument(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc());
    write(problem.inputWeights, inputWeights(shape, format_tag.ldgoi), inputWeights);
    write(problem.recurrentWeights, recurrentWeights(shape, format_tag.ldgoi), recurrentWeights);
    write(problem.bias, bias(shape), bias);
    input.put(problem.input, 0, Math.toIntExact(input.capacity()));
  }

  static memory.desc layout(format_tag tag, long... sizes) {
    return new memory.desc(sizes, data_type.f32, tag);
  }

  static memory.desc inputWeights(LstmShape shape, format_tag tag) {
    return layout(tag, 1, 1, shape.inputs(), 4, shape.hidden());
  }

  static memory.desc recurrentWeights(LstmShape shape, format_tag tag) {
    return layout(tag, 1, 1, shape.hidden(), 4, shape.hidden());
  }

  private static memory.desc bias(LstmShape shape) {
    return layout(format_tag.ldgo, 1, 1, 4, shape.hidden());
  }

  /** The numbers of a memory, in its own order. */
  static FloatPointer values(memory of) {
    return new FloatPointer(of.get_data_handle()).capacity(of.get_desc().get_size() / Float.BYTES);
  }

  /** A memory of zeros. */
  memory zeros(memory.desc layout) {
    memory zeros = new memory(layout, cpu);
    if (!layout.is_zero()) {
      values(zeros).zero();
    }
    return zeros;
  }

  private memory argument(int key, memory.desc layout) {
    memory zeros = zeros(layout);
    arguments.put(key, zeros);
    return zeros;
  }

  private void write(float[] from, memory.desc layout, memory to) {
    memory plain = zeros(layout);
    values(plain).put(from);
    new reorder(plain, to).execute(queue, plain, to);
    queue._wait();
  }

  private void read(memory from, memory.desc layout, float[] to, int offset, int length) {
    memory plain = zeros(layout);
    new reorder(from, plain).execute(queue, from, plain);
    queue._wait();
    values(plain).get(to, offset, length);
  }

  /** What oneDNN calls its code. */
  String implementation() {
    return description.impl_info_str().getString();
  }

  /** All weights in the problem's order. */
  float[] parameters() {
    LstmShape shape = problem.shape;
    int inputs = problem.inputWeights.length;
    int recurrent = problem.recurrentWeights.length;
    float[] all = new float[inputs + recurrent + problem.bias.length];
    read(inputWeights, inputWeights(shape, format_tag.ldgoi), all, 0, inputs);
    read(recurrentWeights, recurrentWeights(shape, format_tag.ldgoi), all, inputs, recurrent);
    read(bias, bias(shape), all, inputs + recurrent, problem.bias.length);
    return all;
  }

  /** Runs on the inputs that are in place. */
  void run() {
    lstm.execute(queue, arguments);
    queue._wait();
  }

  void run(float[] in, float[] out) {
    input.put(in);
    run();
    output.get(out);
  }

  /** Makes the states after a pass those before the next. */
  void carryState() {
    swap(dnnl.DNNL_ARG_SRC_ITER, dnnl.DNNL_ARG_DST_ITER);
    swap(dnnl.DNNL_ARG_SRC_ITER_C, dnnl.DNNL_ARG_DST_ITER_C);
  }

  private void swap(int one, int other) {
    memory before = new memory(arguments.get(one));
    arguments.put(one, arguments.get(other));
    arguments.put(other, before);
  }

  @Override
  public void close() {
    lstm.close();
    arguments.close();
  }
}
