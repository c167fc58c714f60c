package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;

/**
 * What a layer is made with: where its parameters lie, and what packs them.
 *
 * @param number number of the layer in the model, from 0 at the bottom
 * @param layout of all parameters of the model
 * @param names makes full names of the layer's parameters
 * @param kernels of the thread that calls; decide the packed form
 * @param format what is kept of each weight in forward passes
 * @param training whether backward passes will be run
 */
public record Binding(
    int number,
    Layout layout,
    ParameterNames names,
    Kernels kernels,
    WeightFormat format,
    boolean training) {
  /** The number of layers that there may be within one; they are numbered by it. */
  public static final int MOST_WITHIN = 1000;

  /**
   * {@return the same with other names}
   *
   * @param newNames makes full names of a layer within the layer
   */
  public Binding named(ParameterNames newNames) {
    return new Binding(number, layout, newNames, kernels, format, training);
  }

  /**
   * {@return the same for a layer within the layer, which has a number of its own}
   *
   * @param k which of the layers within it, from 0 to below {@link #MOST_WITHIN}
   */
  public Binding within(int k) {
    return new Binding((number + 1) * MOST_WITHIN + k, layout, names, kernels, format, training);
  }

  /**
   * {@return the place of one of the layer's parameters}
   *
   * @param parameter its name within the layer
   */
  public Slice slice(String parameter) {
    return layout.slice(names.of(parameter));
  }

  /**
   * {@return room for weights of the way forward}
   *
   * @param rows k
   * @param columns n
   */
  public PackedMatrix forward(int rows, int columns) {
    return kernels.newPackedMatrix(rows, columns, format);
  }

  /**
   * {@return room for weights of the way back, of floats}
   *
   * @param rows k
   * @param columns n
   */
  public PackedMatrix back(int rows, int columns) {
    return kernels.newPackedMatrix(rows, columns);
  }
}
