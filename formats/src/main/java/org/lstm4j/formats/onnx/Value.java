package org.lstm4j.formats.onnx;

import java.util.List;

/** What flows along an edge of a graph, as far as it is known when a model is read. */
sealed interface Value permits Constant, Value.Flow, Value.Joined, Value.State, Value.Filled {

  /** What an axis of a flow counts. */
  enum Role {
    BATCH,
    STEPS,
    FEATURES,
    DIRECTIONS,
    /** Steps of zeros before the first one. */
    PADDED,
    /** Nothing: it is of size 1. */
    ONE
  }

  /**
   * A part of an axis.
   *
   * @param role what it counts
   * @param size its size, or what stands for it, see {@link Constant}
   */
  record Atom(Role role, long size) {
    static final Atom ONE = new Atom(Role.ONE, 1);
  }

  /** Which of the last states of two directions a flow consists of. */
  enum Half {
    FORWARD,
    BACKWARD
  }

  /**
   * What the layers up to some point make of the input.
   *
   * @param after marks the point
   * @param ending what is to be done with the outputs of that layer
   * @param half which direction's last state it is; null for all that there is
   * @param axes its axes, each of which may be several ones merged
   */
  record Flow(int after, Ending ending, Half half, List<List<Atom>> axes) implements Value {
    Flow withAxes(List<List<Atom>> newAxes) {
      return new Flow(after, ending, half, newAxes);
    }

    Flow with(Ending newEnding, List<List<Atom>> newAxes) {
      return new Flow(after, newEnding, half, newAxes);
    }
  }

  /** What is done with the steps of a layer's output. */
  enum Ending {
    /** Nothing. */
    ALL,
    /** They run backwards. */
    BACKWARDS,
    /** The last counts. */
    LAST,
    /** The last counts, after they were turned round. */
    LAST_BACKWARDS,
    /** The last of one direction and the first of the other count. */
    BOTH_ENDS
  }

  /**
   * Flows side by side along an axis, of which later nodes take some.
   *
   * @param axis the axis
   * @param parts flows with a size of 1 there
   */
  record Joined(int axis, List<Flow> parts) implements Value {}

  /**
   * A first state that is handed in, or a last cell state, which models have without layers.
   *
   * @param what for people
   */
  record State(String what) implements Value {}

  /**
   * An array of unknown shape with the same value everywhere.
   *
   * @param value the value
   */
  record Filled(float value) implements Value {}
}
