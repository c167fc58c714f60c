package org.lstm4j.layer;

import java.util.Objects;

/**
 * What flows between two layers: rows of one kind and size, one for each step of each sequence or
 * one for each sequence.
 *
 * @param kind numbers or indices
 * @param size numbers per row, or the number of classes, at least 1
 * @param everyStep whether there is a row for every step; else one for each sequence
 */
public record Shape(Kind kind, int size, boolean everyStep) {

  /** Checks the size. */
  public Shape {
    Objects.requireNonNull(kind, "kind");
    if (size < 1) {
      throw new IllegalArgumentException(
          "a row has %d values; expected at least 1".formatted(size));
    }
  }

  /**
   * {@return the same rows with so many numbers each}
   *
   * @param newSize numbers per row, at least 1
   */
  public Shape withValues(int newSize) {
    return new Shape(Kind.VALUES, newSize, everyStep);
  }

  /**
   * Checks that a layer gets numbers.
   *
   * @param layer the layer's name, for the message
   * @return this
   * @throws IllegalArgumentException if these are indices
   */
  public Shape mustBeValues(String layer) {
    if (kind != Kind.VALUES) {
      throw new IllegalArgumentException(
          "%s reads numbers; what comes before it are indices of %d classes"
              .formatted(layer, size));
    }
    return this;
  }

  /**
   * Checks that a layer gets a row for every step.
   *
   * @param layer the layer's name, for the message
   * @return this
   * @throws IllegalArgumentException if there is one for each sequence only
   */
  public Shape mustBeEveryStep(String layer) {
    if (!everyStep) {
      throw new IllegalArgumentException(
          "%s reads a sequence; what comes before it answers once for each".formatted(layer));
    }
    return this;
  }
}
