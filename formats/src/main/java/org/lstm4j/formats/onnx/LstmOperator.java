package org.lstm4j.formats.onnx;

import static org.lstm4j.formats.chain.Matrices.blocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Ending;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Half;
import org.lstm4j.formats.onnx.Value.Joined;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.formats.onnx.Value.State;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Reverse;

/**
 * ONNX's LSTM. Its gates stand in the order i, o, f, c, and its peepholes in the order i, o, f;
 * ours are i, f, g, o and i, f, o.
 */
final class LstmOperator {
  private static final int[] GATES = {0, 2, 3, 1};
  private static final int[] PEEPHOLES = {0, 2, 1};
  private static final List<String> INPUTS =
      List.of("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P");

  private final OnnxNode node;
  private final List<Value> inputs;
  private final FlowChain chain;

  private LstmOperator(OnnxNode node, List<Value> inputs, FlowChain chain) {
    this.node = node;
    this.inputs = inputs;
    this.chain = chain;
  }

  /** {@return what the node makes: all steps, the last ones, and the last cells} */
  static List<Value> apply(OnnxNode node, List<Value> inputs, FlowChain chain)
      throws FormatException {
    return new LstmOperator(node, inputs, chain).apply();
  }

  private List<Value> apply() throws FormatException {
    node.mayHave(
        "activation_alpha",
        "activation_beta",
        "activations",
        "clip",
        "direction",
        "hidden_size",
        "input_forget",
        "layout",
        "output_sequence");
    boolean batchFirst = node.number("layout", 0) == 1;
    String direction = node.text("direction", "forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    if (directions == 1 && !List.of("forward", "reverse").contains(direction)) {
      throw node.refused(
          "has direction = %s; expected forward, reverse or bidirectional".formatted(direction));
    }
    if (!(inputs.getFirst() instanceof Flow x)) {
      throw node.refused("reads as X what was not made of the model's input");
    }
    checkAxes(x, batchFirst);
    checkStates();

    Constant w = weights(1, 3);
    int units = w.shape().get(1) / 4;
    if (units == 0) {
      throw node.refused("has a W of the dimensions %s; expected units".formatted(w.shape()));
    }
    int features = w.shape().get(2);
    check(w, "W", directions, 4 * units, features);
    check(weights(2, 3), "R", directions, 4 * units, units);
    if (node.number("hidden_size", units) != units) {
      throw node.refused(
          "has hidden_size = %s and weights of %d units"
              .formatted(node.attributes().get("hidden_size"), units));
    }
    LstmCell cell = cell(directions);
    keepStates(directions, units);
    chain.take(node, x);
    if (direction.equals("reverse")) {
      chain.add(node, new Reverse());
    }
    Lstm lstm = new Lstm(units, cell);
    List<float[]> own = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      addWeights(own, d, directions, units, cell);
    }
    chain.add(
        node,
        directions == 2 ? new Bidirectional(lstm, Bidirectional.Merge.CONCATENATED) : lstm,
        own.toArray(float[][]::new));
    return results(x, batchFirst, direction, units);
  }

  private void checkAxes(Flow x, boolean batchFirst) throws FormatException {
    List<List<Atom>> axes = x.axes();
    boolean ok =
        axes.size() == 3
            && Axes.isOnly(axes.get(batchFirst ? 0 : 1), Role.BATCH)
            && Axes.isOnly(axes.get(batchFirst ? 1 : 0), Role.STEPS)
            && Axes.has(axes.get(batchFirst ? 1 : 0), Role.STEPS)
            && Axes.isFeatures(axes.get(2));
    if (!ok) {
      throw new AxesException(
          node
              + " reads something else than %s"
                  .formatted(batchFirst ? "[batch, steps, values]" : "[steps, batch, values]"));
    }
  }

  /** First states are zeros or handed in; lengths are handed in with a batch. */
  private void checkStates() throws FormatException {
    if (node.reads(4)) {
      if (!(inputs.get(4) instanceof State lengths)) {
        throw node.refused("has fixed sequence_lens; expected none, or an input of the model");
      }
      assume(lengths, "the length of each sequence, which a batch has here");
    }
    for (int i = 5; i <= 6; i++) {
      if (node.reads(i) && inputs.get(i) instanceof State state) {
        assume(state, "a first state, which a ModelState has here");
      }
    }
  }

  /** Keeps the first states of each direction, one for all sequences; those handed in are zeros. */
  private void keepStates(int directions, int units) throws FormatException {
    for (int d = 0; d < directions; d++) {
      for (int i = 5; i <= 6; i++) {
        chain.begin(
            node.reads(i) && !isZero(inputs.get(i)) ? state(i, d, directions, units) : null);
      }
    }
    if (node.reads(5) && inputs.get(5) instanceof Constant && !isZero(inputs.get(5))) {
      chain
          .model()
          .assume(node + " has first states; a stream of the model has to begin with them");
    }
  }

  private float[] state(int input, int direction, int directions, int units)
      throws FormatException {
    Constant states = weights(input, 3);
    int batch = states.shape().get(1);
    check(states, INPUTS.get(input), directions, batch, units);
    float[] own = part(states, direction);
    for (int i = units; i < own.length; i++) {
      if (own[i] != own[i % units]) {
        throw node.refused(
            "has an %s that is another one for each sequence".formatted(INPUTS.get(input)));
      }
    }
    return Arrays.copyOf(own, units);
  }

  private void assume(State state, String what) {
    chain.model().assume("%s: %s is %s".formatted(node, state.what(), what));
  }

  private static boolean isZero(Value value) {
    return switch (value) {
      case Value.Filled filled -> filled.value() == 0;
      case Constant constant -> constant.isAll(0);
      case State _ -> true;
      default -> false;
    };
  }

  private Constant weights(int input, int rank) throws FormatException {
    if (node.reads(input)
        && inputs.get(input) instanceof Constant weights
        && weights.floats() != null
        && weights.rank() == rank) {
      return weights;
    }
    throw node.refused(
        "has a %s that is no array of known floats of %d dimensions"
            .formatted(INPUTS.get(input), rank));
  }

  private void check(Constant weights, String what, Integer... shape) throws FormatException {
    if (!weights.shape().equals(List.of(shape))) {
      throw node.refused(
          "has a %s of the dimensions %s; expected %s"
              .formatted(what, weights.shape(), List.of(shape)));
    }
  }

  private LstmCell cell(int directions) throws FormatException {
    LstmCell cell =
        LstmCell.STANDARD
            .withActivations(activations(directions))
            .withClip(node.decimal("clip", 0));
    if (node.number("input_forget", 0) != 0) {
      cell = cell.withCoupledGates();
    }
    if (node.reads(7)) {
      cell = cell.withPeepholes();
    }
    if (!node.reads(3)) {
      return cell.withBias(LstmCell.Bias.NONE);
    }
    float[] biases = weights(3, 2).floats();
    int four = biases.length / directions / 2;
    boolean two = false;
    for (int d = 0; d < directions; d++) {
      for (int i = 0; i < four; i++) {
        two |= biases[(2 * d + 1) * four + i] != 0;
      }
    }
    return two ? cell.withBias(LstmCell.Bias.TWO) : cell;
  }

  private GateActivations activations(int directions) throws FormatException {
    List<String> names = node.list("activations", String.class);
    if (names.isEmpty()) {
      return GateActivations.STANDARD;
    }
    if (names.size() != 3 * directions) {
      throw node.refused(
          "has activations = %s; expected three for each direction".formatted(names));
    }
    OnnxActivations.Numbers numbers =
        new OnnxActivations.Numbers(
            node.list("activation_alpha", Float.class), node.list("activation_beta", Float.class));
    List<GateActivations> each = new ArrayList<>();
    try {
      for (int d = 0; d < directions; d++) {
        each.add(
            new GateActivations(
                numbers.next(names.get(3 * d)),
                numbers.next(names.get(3 * d + 1)),
                numbers.next(names.get(3 * d + 2))));
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(node, e.getMessage()), e);
    }
    if (!each.getFirst().equals(each.getLast())) {
      throw node.refused(
          "has other activations in each direction, %s; expected the same".formatted(names));
    }
    return each.getFirst();
  }

  private void addWeights(List<float[]> own, int d, int directions, int units, LstmCell cell)
      throws FormatException {
    own.add(blocks(part(weights(1, 3), d), GATES));
    own.add(blocks(part(weights(2, 3), d), GATES));
    if (node.reads(3)) {
      Constant b = weights(3, 2);
      check(b, "B", directions, 8 * units);
      float[] both = part(b, d);
      own.add(blocks(Arrays.copyOf(both, 4 * units), GATES));
      if (cell.bias() == LstmCell.Bias.TWO) {
        own.add(blocks(Arrays.copyOfRange(both, 4 * units, 8 * units), GATES));
      }
    }
    if (node.reads(7)) {
      Constant p = weights(7, 2);
      check(p, "P", directions, 3 * units);
      own.add(blocks(part(p, d), PEEPHOLES));
    }
  }

  private static float[] part(Constant all, int direction) {
    int length = all.size() / all.shape().getFirst();
    return Arrays.copyOfRange(all.floats(), direction * length, (direction + 1) * length);
  }

  private List<Value> results(Flow x, boolean batchFirst, String direction, int units) {
    List<Atom> batch = x.axes().get(batchFirst ? 0 : 1);
    List<Atom> steps = x.axes().get(batchFirst ? 1 : 0);
    List<Atom> values = Axes.of(Role.FEATURES, units);
    List<Atom> one = List.of(Atom.ONE);
    boolean both = direction.equals("bidirectional");
    List<Atom> directions = both ? Axes.of(Role.DIRECTIONS, 2) : one;
    List<List<Atom>> axes =
        batchFirst
            ? List.of(batch, steps, directions, values)
            : List.of(steps, directions, batch, values);
    Flow all =
        chain.flow(axes).with(direction.equals("reverse") ? Ending.BACKWARDS : Ending.ALL, axes);
    List<List<Atom>> ends = batchFirst ? List.of(batch, one, values) : List.of(one, batch, values);
    Flow last = chain.flow(ends).with(Ending.LAST, ends);
    Value lasts =
        both
            ? new Joined(
                batchFirst ? 1 : 0,
                List.of(
                    new Flow(last.after(), Ending.BOTH_ENDS, Half.FORWARD, ends),
                    new Flow(last.after(), Ending.BOTH_ENDS, Half.BACKWARD, ends)))
            : last;
    return List.of(
        all, lasts, new State("the last cells of " + node.toString().toLowerCase(Locale.ROOT)));
  }
}
