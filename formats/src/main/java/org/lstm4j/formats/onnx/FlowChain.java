package org.lstm4j.formats.onnx;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.chain.ReadChain;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Ending;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.BothEnds;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Reverse;
import org.lstm4j.layer.Shape;
import org.lstm4j.model.ModelState;

/** The layers that nodes become, and the flows between them. */
final class FlowChain {
  private final long opset;
  private final ReadChain model;
  private final IntArrayList marks = new IntArrayList(); // after each number of layers
  private final List<float[]> states = new ArrayList<>(); // h and c of each direction
  private int lastMark;
  private float[] open = {}; // the bias of a product that had none yet
  private int openMark;

  /**
   * A chain without layers.
   *
   * @param input what the model reads
   * @param opset the version of ONNX's operators
   */
  FlowChain(Shape input, long opset) {
    this.opset = opset;
    model = new ReadChain(input);
    mark();
  }

  private void mark() {
    marks.add(++lastMark);
  }

  /** {@return the version of ONNX's operators} */
  long opset() {
    return opset;
  }

  ReadChain model() {
    return model;
  }

  /** {@return what flows out of the last layer} */
  Flow flow(List<List<Atom>> axes) {
    return new Flow(marks.getInt(marks.size() - 1), Ending.ALL, null, axes);
  }

  /** Makes a flow that of the last layer, by the layers that its ending asks for. */
  void take(OnnxNode node, Flow flow) throws FormatException {
    if (flow.half() != null) {
      throw node.refused("reads the last state of one of two directions without the other");
    }
    if (flow.after() != marks.getInt(marks.size() - 1)) {
      throw node.refused(
          "reads what other nodes have read before; expected layers that follow one another");
    }
    switch (flow.ending()) {
      case ALL -> {}
      case BACKWARDS -> add(node, new Reverse());
      case LAST -> add(node, new LastStep());
      case LAST_BACKWARDS -> {
        add(node, new Reverse());
        add(node, new LastStep());
      }
      case BOTH_ENDS -> add(node, new BothEnds());
    }
  }

  /** Adds a layer with its weights. */
  void add(OnnxNode node, LayerSpec layer, float[]... weights) throws FormatException {
    try {
      model.add(layer, weights);
    } catch (IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(node, e.getMessage()), e);
    }
    mark();
  }

  /** Adds what the layers since a flow make of it to that flow itself. */
  void goAround(OnnxNode node, Flow before, Flow after) throws FormatException {
    int from = marks.indexOf(before.after());
    if (!Axes.areAlike(before.axes(), after.axes())) {
      throw node.refused(
          "adds the axes %s and %s; expected the same".formatted(before.axes(), after.axes()));
    }
    if (from < 0 || before.ending() != Ending.ALL || before.half() != null) {
      throw node.refused("adds two things of which neither was made of the other alone");
    }
    take(node, after);
    try {
      model.goAround(from);
    } catch (IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(node, e.getMessage()), e);
    }
    marks.size(from + 1);
    mark();
  }

  /** {@return whether a flow comes straight from the last layer} */
  boolean isLast(Flow flow) {
    return flow.after() == marks.getInt(marks.size() - 1)
        && flow.ending() == Ending.ALL
        && flow.half() == null;
  }

  /** {@return whether a flow was made before another} */
  boolean isBefore(Flow one, Flow other) {
    return marks.indexOf(one.after()) < marks.indexOf(other.after());
  }

  /** {@return whether a layer of this kind alone stands between two flows, and is the last} */
  boolean isMadeBy(LayerSpec layer, Flow before, Flow after) {
    int last = marks.size() - 1;
    return isLast(after)
        && last > 0
        && marks.getInt(last - 1) == before.after()
        && before.ending() == Ending.ALL
        && before.half() == null
        && model.last().equals(layer);
  }

  /** Puts another layer of the same weights in place of the last. */
  void replaceLast(LayerSpec layer) {
    model.replaceLast(layer);
    marks.size(marks.size() - 1);
    mark();
  }

  /** Says how many classes the indices have that the model reads. */
  void readIndices(OnnxNode node, Flow indices, long classes) throws FormatException {
    boolean isInput = indices.after() == marks.getInt(0) && model.size() == 0;
    if (!isInput
        || model.shape().kind() != Kind.INDICES
        || classes < 1
        || classes != (int) classes) {
      throw node.refused(
          "reads indices of %d classes; expected those of the input".formatted(classes));
    }
    model.readIndices((int) classes);
  }

  /** Keeps the bias of the product that is the last layer, for a node that adds one. */
  void leaveOpen(float[] bias) {
    open = bias;
    openMark = lastMark;
  }

  /** {@return the bias that may be filled, if a flow comes straight from a product without one} */
  Optional<float[]> openBias(Flow flow) {
    if (!isLast(flow) || openMark != lastMark) {
      return Optional.empty();
    }
    openMark = 0;
    return Optional.of(open);
  }

  /**
   * Keeps the first state of one direction of an LSTM, in the order of the layers; null for zeros.
   */
  void begin(float[] state) {
    states.add(state);
  }

  /** {@return a model that begins with the states, if one of them is not zero} */
  ReadModel beginning(ReadModel read) {
    if (states.stream().allMatch(Objects::isNull)) {
      return read;
    }
    ModelState first = new ModelState(read.parameters().spec(), 1);
    for (int k = 0; k < states.size(); k++) {
      if (states.get(k) != null) {
        System.arraycopy(states.get(k), 0, first.values(k), 0, states.get(k).length);
      }
    }
    return read.startingFrom(first);
  }
}
