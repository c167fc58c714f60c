package org.lstm4j.layer;

/** Makes full names of one layer's parameters: PyTorch's, where PyTorch has the layer. */
@FunctionalInterface
public interface ParameterNames {
  /**
   * {@return the full name of a parameter, for example {@code head.weight}}
   *
   * @param parameter the name within the layer, for example {@code weight}
   */
  String of(String parameter);
}
