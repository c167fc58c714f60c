package org.lstm4j.jmh.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of LSTM layers and of their data, written {@code I64-H64-B32-T100}, or {@code
 * I64-H64-B32-T100-L2} for two layers.
 *
 * @param inputs I
 * @param hidden H
 * @param batch B
 * @param steps T
 * @param layers the number of layers; the upper ones read the H outputs of the one below
 */
public record LstmShape(int inputs, int hidden, int batch, int steps, int layers) {
  private static final Pattern FORM =
      Pattern.compile("I(\\d+)-H(\\d+)-B(\\d+)-T(\\d+)(?:-L(\\d+))?");

  /**
   * One layer.
   *
   * @param inputs I
   * @param hidden H
   * @param batch B
   * @param steps T
   */
  public LstmShape(int inputs, int hidden, int batch, int steps) {
    this(inputs, hidden, batch, steps, 1);
  }

  /**
   * Reads a shape.
   *
   * @param text for example {@code I1-H32-B1-T25}
   * @return the shape
   * @throws IllegalArgumentException if the text has another form
   */
  public static LstmShape parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the shape is '%s'; expected a form like I64-H64-B32-T100".formatted(text));
    }
    return new LstmShape(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        Integer.parseInt(form.group(3)),
        Integer.parseInt(form.group(4)),
        form.group(5) == null ? 1 : Integer.parseInt(form.group(5)));
  }

  /** {@return multiplications and additions of the products of a forward pass} */
  public double forwardFlops() {
    double sums = inputs + hidden + (layers - 1) * 2.0 * hidden;
    return 2.0 * 4 * hidden * sums * batch * steps;
  }

  /**
   * {@return multiplications and additions of the products of a training step: forward, dW, and the
   * gradients of the hidden states; the inputs of the lowest layer need none}
   */
  public double trainingFlops() {
    double sums = 2.0 * inputs + 3.0 * hidden + (layers - 1) * 6.0 * hidden;
    return 2.0 * 4 * hidden * sums * batch * steps;
  }

  @Override
  public String toString() {
    return "I%d-H%d-B%d-T%d%s"
        .formatted(inputs, hidden, batch, steps, layers == 1 ? "" : "-L" + layers);
  }
}
