package org.lstm4j.layer;

import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.random.SeededRandom;

/**
 * In training, sets values to +0 by chance and scales the others up by 1 / (1 − rate) (Srivastava
 * et al. 2014); in prediction and evaluation, nothing. Whether a value is kept is a function of
 * seed, epoch, sample, layer, step and unit, and of nothing else: not of the batch that the sample
 * is in.
 *
 * @param rate the share of values that are dropped, from 0 to below 1
 * @param perSequence whether a unit is dropped at all steps of a sequence or none (Gal and
 *     Ghahramani 2016), and not at each step by itself
 */
public record Dropout(double rate, boolean perSequence) implements LayerSpec {
  static final String KIND = "dropout";

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && (float) rate < 1)) {
      throw new IllegalArgumentException(
          "the dropout rate is %s; expected a number of at least 0 and below 1".formatted(rate));
    }
  }

  /**
   * Dropout at each step by itself.
   *
   * @param rate the share of values that are dropped, from 0 to below 1
   */
  public Dropout(double rate) {
    this(rate, false);
  }

  static Dropout read(Settings settings) {
    return new Dropout(settings.number("rate"), settings.flag("per_sequence"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("rate", rate).with("per_sequence", perSequence);
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("dropout");
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    int number = binding.number();
    return (signal, gradients) -> new Run(this, number, signal, input.size(), gradients);
  }

  /** {@return for example {@code dropout 0.2}} */
  @Override
  public String toString() {
    return "dropout " + rate + (perSequence ? " per sequence" : "");
  }

  /** The passes; without dropout the values are handed through as they are. */
  private static final class Run extends OwnOutput {
    private final Dropout spec;
    private final int number;
    private boolean dropped;

    Run(Dropout spec, int number, Signal input, int size, Gradients gradients) {
      super(input, size, gradients);
      this.spec = spec;
      this.number = number;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      dropped = pass.drops() && spec.rate > 0;
      hand(pass, input.values(), output.values());
    }

    /** The same values are kept as on the way forward, and the same factor applies. */
    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      if (input.gradients() != null) {
        hand(pass, output.gradients(), input.gradients());
      }
    }

    private void hand(Pass pass, Matrix from, Matrix to) {
      Extent extent = input.extent();
      for (int t = 0; t < extent.steps(); t++) {
        for (int b = 0; b < extent.active(t); b++) {
          int row = extent.row(t) + b;
          if (dropped) {
            drop(pass.maskKey(number, b, spec.perSequence ? 0 : t), row, from, to);
          } else {
            System.arraycopy(
                from.values(), from.offset(row), to.values(), to.offset(row), to.columns());
          }
        }
      }
    }

    private void drop(long key, int row, Matrix from, Matrix to) {
      float rate = (float) spec.rate;
      float scale = (float) (1 / (1 - spec.rate));
      int x = from.offset(row);
      int y = to.offset(row);
      for (int j = 0; j < to.columns(); j++) {
        boolean kept = SeededRandom.uniform(key, j) >= rate;
        to.values()[y + j] = kept ? from.values()[x + j] * scale : 0f;
      }
    }
  }
}
