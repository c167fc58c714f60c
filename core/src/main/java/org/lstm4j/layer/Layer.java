package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;

/**
 * A layer that computes, with its parameters as kernels like to read them. Between two loads any
 * number of threads may run it forward, each with a run of its own; backward passes are for one
 * thread, with the parameters as they were loaded.
 */
public interface Layer {

  /**
   * Takes the parameters after a change and packs what forward passes read; backward passes pack
   * for themselves.
   *
   * @param kernels of the thread that calls
   * @param parameters all parameters of the model; kept
   */
  default void load(Kernels kernels, float[] parameters) {}

  /**
   * Allocates the buffers of one workspace.
   *
   * @param input what the layer reads
   * @param gradients which gradients there shall be room for
   * @return the layer's part of the passes
   * @throws IllegalArgumentException if a buffer would not fit one Java array
   */
  LayerRun newRun(Signal input, Gradients gradients);
}
