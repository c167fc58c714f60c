package org.lstm4j.model;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.lstm4j.layer.Layout;
import org.lstm4j.layer.Role;
import org.lstm4j.layer.Slice;
import org.lstm4j.random.SeededRandom;

/**
 * How the parameters of a model get their starting values: an initializer for each {@link Role}.
 * Each gate of an LSTM layer is initialised by itself: an initializer sees one gate's matrix, so
 * that fan-in, fan-out and orthogonality are those of the gate. Parameters are drawn in the order
 * of their layout, gate by gate.
 */
public final class Initialization {
  private final Map<Role, Initializer> initializers;

  private Initialization(Map<Role, Initializer> initializers) {
    this.initializers = initializers;
  }

  /**
   * A good start for most models: Glorot-uniform weights, orthogonal recurrent weights, forget bias
   * 1 (Jozefowicz, Zaremba and Sutskever 2015), other biases 0.
   *
   * @return the initialization
   */
  public static Initialization standard() {
    return weights(Initializer.glorotUniform())
        .with(Role.RECURRENT_WEIGHTS, Initializer.orthogonal())
        .with(Role.FORGET_BIAS, Initializer.constant(1f));
  }

  /**
   * The same initializer for everything, biases among it.
   *
   * @param initializer of every parameter
   * @return the initialization
   */
  public static Initialization all(Initializer initializer) {
    Initialization all = new Initialization(new EnumMap<>(Role.class));
    for (Role role : Role.values()) {
      all = all.with(role, initializer);
    }
    return all;
  }

  /**
   * The same initializer for every weight matrix, biases 0.
   *
   * @param weights of every weight matrix
   * @return the initialization
   */
  public static Initialization weights(Initializer weights) {
    Initialization all = all(weights);
    for (Role role : Role.values()) {
      if (!role.isWeights()) {
        all = all.with(role, Initializer.constant(role.neutral()));
      }
    }
    return all;
  }

  /**
   * {@return a copy with another initializer for parameters of one role}
   *
   * @param role what they are for
   * @param initializer of each gate's, or of the whole matrix
   */
  public Initialization with(Role role, Initializer initializer) {
    Map<Role, Initializer> changed = new EnumMap<>(initializers);
    changed.put(role, Objects.requireNonNull(initializer, "initializer"));
    return new Initialization(changed);
  }

  /**
   * {@return a copy with other biases on all four gates}
   *
   * @param initializer of each gate's {@code [H]}
   */
  public Initialization withGateBias(Initializer initializer) {
    return with(Role.GATE_BIAS, initializer).with(Role.FORGET_BIAS, initializer);
  }

  /**
   * Makes the parameters of a model.
   *
   * @param spec the model
   * @param seed seed of the stream {@link SeededRandom#INITIALIZATION}
   * @return new parameters
   */
  public Parameters create(ModelSpec spec, long seed) {
    Parameters parameters = new Parameters(spec);
    Layout layout = parameters.layout();
    SeededRandom random = new SeededRandom(seed, SeededRandom.INITIALIZATION);
    for (Slice slice : layout.slices()) {
      int blocks = slice.blocks().size();
      int length = slice.length() / blocks;
      int columns = slice.vector() ? 1 : slice.columns();
      for (int block = 0; block < blocks; block++) {
        Initializer initializer = initializers.get(slice.blocks().get(block));
        int offset = slice.offset() + block * length;
        initializer.fill(parameters.values(), offset, length / columns, columns, random);
      }
    }
    return parameters;
  }
}
