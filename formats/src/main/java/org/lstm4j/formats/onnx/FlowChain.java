package org.lstm4j.formats.onnx;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Optional;
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

/** The layers that nodes become, and the flows between them. */
final class FlowChain {
  private final ReadChain model;
  private final IntArrayList marks = new IntArrayList(); // after each number of layers
  private int lastMark;
  private float[] open = {}; // the bias of a product that had none yet
  private int openMark;

  FlowChain(Shape input) {
    model = new ReadChain(input);
    mark();
  }

  private void mark() {
    marks.add(++lastMark);
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
}
