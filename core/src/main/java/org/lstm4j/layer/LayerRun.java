package org.lstm4j.layer;

import java.util.List;
import org.lstm4j.kernel.Kernels;

/**
 * One layer in one workspace: its buffers, and its part of a pass forward and back. Knows what it
 * reads and what it writes, but no other layer. For one thread at a time; a pass allocates nothing.
 */
public interface LayerRun {

  /** {@return what the layer writes, the same object for all passes} */
  Signal output();

  /** Takes the size of the batch at hand, which the input has taken before. */
  void begin();

  /**
   * Forward: from the input's values to the output's, all rows.
   *
   * @param kernels of the thread that calls
   * @param pass how it is meant
   */
  void forward(Kernels kernels, Pass pass);

  /**
   * Back: from the output's gradients to those of the parameters and, if the input has room for
   * them, of the input, all rows of which are overwritten.
   *
   * @param kernels of the thread that calls
   * @param gradients of all parameters of the model
   * @param pass how it is meant
   */
  void backward(Kernels kernels, float[] gradients, Pass pass);

  /** {@return what the layer remembers from step to step, in a fixed order} */
  default List<LayerState> states() {
    return List.of();
  }
}
