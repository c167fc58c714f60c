package org.lstm4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Settings;

/**
 * The states of all layers for B sequences: what a model remembers between two steps. A new state
 * is zero.
 */
public final class ModelState {
  private final int batch;
  private final float[][] values; // per state [B × size]
  private final int[] lstms; // the first state of each LSTM layer

  /**
   * A zero state.
   *
   * @param spec the model
   * @param batch sequences B, at least 1
   */
  public ModelState(ModelSpec spec, int batch) {
    Settings.checkSize("batch size", batch);
    this.batch = batch;
    List<float[]> all = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    for (int k = 0; k < spec.layers().size(); k++) {
      LayerSpec layer = spec.layers().get(k);
      if (layer instanceof Lstm) {
        firsts.add(all.size());
      }
      for (int size : layer.stateSizes(spec.shape(k))) {
        all.add(Buffers.floats("states", batch, size));
      }
    }
    values = all.toArray(float[][]::new);
    lstms = firsts.stream().mapToInt(first -> first).toArray();
  }

  /** {@return the number of sequences B} */
  public int batch() {
    return batch;
  }

  /** {@return the number of states: an LSTM layer has two, h and c} */
  public int count() {
    return values.length;
  }

  /**
   * {@return one of the states, {@code [B × size]}, not a copy}
   *
   * @param state its number, from 0: layer by layer from the bottom
   */
  public float[] values(int state) {
    return values[state];
  }

  /**
   * {@return the hidden state of an LSTM layer, {@code [B × H]}, not a copy}
   *
   * @param lstm number of the layer among the LSTM layers, from 0
   */
  public float[] hidden(int lstm) {
    return values[lstms[lstm]];
  }

  /**
   * {@return the cell state of an LSTM layer, {@code [B × H]}, not a copy}
   *
   * @param lstm number of the layer among the LSTM layers, from 0
   */
  public float[] cell(int lstm) {
    return values[lstms[lstm] + 1];
  }

  /** Sets everything to zero. */
  public void reset() {
    for (float[] state : values) {
      Arrays.fill(state, 0f);
    }
  }

  /**
   * Takes over the sequences of another state in another order, such as a decoder does from its
   * encoder.
   *
   * @param other of as many sequences, and states of the same sizes
   * @param order for each sequence here the place of its state in the other
   * @throws IllegalArgumentException if the sizes differ
   */
  public void copyFrom(ModelState other, int[] order) {
    check(other);
    for (int s = 0; s < values.length; s++) {
      int size = values[s].length / batch;
      for (int b = 0; b < batch; b++) {
        System.arraycopy(other.values[s], order[b] * size, values[s], b * size, size);
      }
    }
  }

  /**
   * Takes over another state of the same model and batch size.
   *
   * @param other where to copy from
   * @throws IllegalArgumentException if the sizes differ
   */
  public void copyFrom(ModelState other) {
    check(other);
    for (int s = 0; s < values.length; s++) {
      System.arraycopy(other.values[s], 0, values[s], 0, values[s].length);
    }
  }

  private void check(ModelState other) {
    if (other.batch != batch || other.count() != count()) {
      throw new IllegalArgumentException(
          "the other state is of %d values × %d sequences; expected %d × %d"
              .formatted(other.count(), other.batch, count(), batch));
    }
    for (int s = 0; s < values.length; s++) {
      if (other.values[s].length != values[s].length) {
        throw new IllegalArgumentException(
            "state %d of the other has %d units; expected %d"
                .formatted(s, other.values[s].length / batch, values[s].length / batch));
      }
    }
  }
}
