/**
 * Memory of the engine: named slices of one flat parameter array, and the buffers that a forward
 * pass leaves behind for the backward pass.
 *
 * <p>The letters used for shapes throughout the library: T time steps, B batch (sequences side by
 * side), I input size, H hidden units, O outputs. Matrices are row-major, sequences time-major
 * {@code [T × B × size]}; the four gates stand in the order i, f, g, o.
 */
package org.lstm4j.memory;
