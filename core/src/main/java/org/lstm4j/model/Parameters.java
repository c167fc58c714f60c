package org.lstm4j.model;

import org.lstm4j.file.Sha256;
import org.lstm4j.layer.Layout;
import org.lstm4j.layer.Slice;

/**
 * The parameters of a model: one flat array, layer by layer from the bottom, in each in the order
 * that its kind says. Names are those of PyTorch's state dictionary, but with one bias per gate:
 *
 * <pre>
 * lstm.weight_ih_l{k}  [4H × in]   of the LSTM layer k, counted among LSTM layers
 * lstm.weight_hh_l{k}  [4H × H]
 * lstm.bias_l{k}       [4H]
 * head.weight          [O × in]    of the last dense layer
 * head.bias            [O]
 * dense{k}.weight      [O × in]    of a dense layer below; likewise for other kinds
 * </pre>
 */
public final class Parameters {
  private final ModelSpec spec;
  private final Layout layout;
  private final float[] values;

  /**
   * Parameters of a model, all zero.
   *
   * @param spec the model
   * @throws IllegalArgumentException if the model has more parameters than one Java array holds
   */
  public Parameters(ModelSpec spec) {
    this.spec = spec;
    this.layout = layoutOf(spec);
    this.values = new float[layout.size()];
  }

  private Parameters(Parameters other) {
    this.spec = other.spec;
    this.layout = other.layout;
    this.values = other.values.clone();
  }

  /**
   * The layout of a model's parameters.
   *
   * @param spec the model
   * @return names and places
   * @throws IllegalArgumentException if the model has more parameters than one Java array holds
   */
  public static Layout layoutOf(ModelSpec spec) {
    Layout.Builder layout = Layout.builder();
    LayerNames names = new LayerNames(spec.layers());
    for (int k = 0; k < spec.layers().size(); k++) {
      spec.layers().get(k).declare(layout, names.of(k), spec.shape(k));
    }
    return layout.build();
  }

  /** {@return the model that these parameters belong to} */
  public ModelSpec spec() {
    return spec;
  }

  /** {@return the names and places of the slices} */
  public Layout layout() {
    return layout;
  }

  /** {@return the flat array itself, not a copy} */
  public float[] values() {
    return values;
  }

  /** {@return the number of parameters} */
  public int size() {
    return values.length;
  }

  /**
   * {@return a copy of one slice's values, row-major}
   *
   * @param name the slice's name
   * @throws IllegalArgumentException if there is no such slice
   */
  public float[] get(String name) {
    Slice slice = layout.slice(name);
    float[] copy = new float[slice.length()];
    System.arraycopy(values, slice.offset(), copy, 0, copy.length);
    return copy;
  }

  /**
   * Sets one slice.
   *
   * @param name the slice's name
   * @param newValues its values, row-major
   * @throws IllegalArgumentException if there is no such slice or its length differs
   */
  public void set(String name, float[] newValues) {
    Slice slice = layout.slice(name);
    if (newValues.length != slice.length()) {
      throw new IllegalArgumentException(
          "%s has %d values; expected %d × %d"
              .formatted(name, newValues.length, slice.rows(), slice.columns()));
    }
    System.arraycopy(newValues, 0, values, slice.offset(), newValues.length);
  }

  /** {@return an independent copy} */
  public Parameters copy() {
    return new Parameters(this);
  }

  /**
   * Takes over the values of another set of parameters of the same model.
   *
   * @param other where to copy from
   * @throws IllegalArgumentException if the models differ
   */
  public void copyFrom(Parameters other) {
    if (!other.spec.equals(spec)) {
      throw new IllegalArgumentException(
          "the other parameters are of %s; expected %s".formatted(other.spec, spec));
    }
    System.arraycopy(other.values, 0, values, 0, values.length);
  }

  /** {@return the SHA-256 of the parameters as little-endian floats, in hexadecimal} */
  public String sha256() {
    return new Sha256().add(values).hexadecimal();
  }

  /**
   * Checks that every value is a finite number, as those of a model must be.
   *
   * @throws IllegalArgumentException naming the first that is not
   */
  public void checkFinite() {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "the value of %s is %s; expected a finite number"
                .formatted(layout.sliceAt(i).locate(i), values[i]));
      }
    }
  }
}
