package org.lstm4j.model;

import java.util.Arrays;
import java.util.List;
import org.lstm4j.kernel.Buffers;

/**
 * The hidden and cell states of all layers for B sequences: what a model remembers between two
 * steps. A new state is zero.
 */
public final class LstmState {
  private final int batch;
  private final float[][] hidden; // per layer [B × H]
  private final float[][] cells; // per layer [B × H]

  /**
   * A zero state.
   *
   * @param spec the model
   * @param batch sequences B, at least 1
   */
  public LstmState(ModelSpec spec, int batch) {
    ModelSpec.checkSize("batch size", batch);
    List<LstmSpec> layers = spec.layers();
    this.batch = batch;
    this.hidden = new float[layers.size()][];
    this.cells = new float[layers.size()][];
    for (int k = 0; k < hidden.length; k++) {
      int h = layers.get(k).hiddenSize();
      hidden[k] = Buffers.floats("states", batch, h);
      cells[k] = Buffers.floats("states", batch, h);
    }
  }

  /** {@return the number of sequences B} */
  public int batch() {
    return batch;
  }

  /** {@return the number of layers} */
  public int layers() {
    return hidden.length;
  }

  /**
   * {@return the hidden state of a layer, {@code [B × H]}, not a copy}
   *
   * @param layer layer from the bottom, from 0
   */
  public float[] hidden(int layer) {
    return hidden[layer];
  }

  /**
   * {@return the cell state of a layer, {@code [B × H]}, not a copy}
   *
   * @param layer layer from the bottom, from 0
   */
  public float[] cell(int layer) {
    return cells[layer];
  }

  /** Sets everything to zero. */
  public void reset() {
    for (int k = 0; k < hidden.length; k++) {
      Arrays.fill(hidden[k], 0f);
      Arrays.fill(cells[k], 0f);
    }
  }

  /**
   * Takes over another state of the same model and batch size.
   *
   * @param other where to copy from
   * @throws IllegalArgumentException if the sizes differ
   */
  public void copyFrom(LstmState other) {
    if (other.batch != batch || other.layers() != layers()) {
      throw new IllegalArgumentException(
          "the other state is of %d layers × %d sequences; expected %d × %d"
              .formatted(other.layers(), other.batch, layers(), batch));
    }
    for (int k = 0; k < hidden.length; k++) {
      if (other.hidden[k].length != hidden[k].length) {
        throw new IllegalArgumentException(
            "layer %d of the other state has %d units; expected %d"
                .formatted(k, other.hidden[k].length / batch, hidden[k].length / batch));
      }
    }
    for (int k = 0; k < hidden.length; k++) {
      System.arraycopy(other.hidden[k], 0, hidden[k], 0, hidden[k].length);
      System.arraycopy(other.cells[k], 0, cells[k], 0, cells[k].length);
    }
  }
}
