package org.lstm4j.layer;

/**
 * A layer of a model: its kind and settings, as they stand in a model file. A kind of layer is one
 * class that implements this, most often a record, and one line in {@link LayerKinds}.
 */
public interface LayerSpec {

  /** {@return the name of its kind in model files, for example {@code dense}} */
  String kind();

  /** {@return its settings for a model file; {@link LayerKinds} makes the layer from them again} */
  default Settings settings() {
    return new Settings();
  }

  /**
   * {@return what flows out of the layer}
   *
   * @param input what flows in
   * @throws IllegalArgumentException naming both, if the layer cannot read that
   */
  Shape output(Shape input);

  /**
   * Declares the layer's parameters, in the order in which they lie and are initialised.
   *
   * @param layout receives them
   * @param names makes a parameter's full name
   * @param input what flows in
   * @throws IllegalArgumentException if they do not fit one Java array
   */
  default void declare(Layout.Builder layout, ParameterNames names, Shape input) {}

  /**
   * Makes the layer that computes.
   *
   * @param binding where its parameters lie, and what packs them
   * @param input what flows in
   * @return the layer, not loaded yet
   */
  Layer create(Binding binding, Shape input);

  /**
   * {@return the number of values per sequence of each state that the layer has}
   *
   * @param input what flows in
   */
  default int[] stateSizes(Shape input) {
    return new int[0];
  }

  /**
   * {@return whether the layer treats every row alike and knows of no other, so that a model that
   * answers after the last step needs it for that row only}
   */
  default boolean isRowByRow() {
    return false;
  }

  /**
   * {@return whether a sequence may run piece by piece, each from the state in which the one before
   * ended, and gives the bits of the whole}
   */
  default boolean runsInPieces() {
    return true;
  }
}
