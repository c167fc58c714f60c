/**
 * The layers of a model. A kind of layer is one file: its settings and the shape that it gives, its
 * parameters, and its way forward and back; {@link org.lstm4j.layer.LayerKinds} has a line for it.
 * No layer knows its neighbours or who trains it: what flows between layers is a {@link
 * org.lstm4j.layer.Signal}.
 *
 * <p>The letters used for shapes throughout the library: T time steps, B batch (sequences side by
 * side), R rows (all steps of all sequences), I input size, H hidden units, O outputs. Matrices are
 * row-major, sequences time-major.
 */
package org.lstm4j.layer;
