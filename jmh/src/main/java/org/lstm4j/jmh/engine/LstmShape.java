package org.lstm4j.jmh.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of one LSTM layer and of its data, written {@code I64-H64-B32-T100}.
 *
 * @param inputs I
 * @param hidden H
 * @param batch B
 * @param steps T
 */
public record LstmShape(int inputs, int hidden, int batch, int steps) {
  private static final Pattern FORM = Pattern.compile("I(\\d+)-H(\\d+)-B(\\d+)-T(\\d+)");

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
        Integer.parseInt(form.group(4)));
  }

  /** {@return multiplications and additions of the products of a forward pass} */
  public double forwardFlops() {
    return 2.0 * 4 * hidden * (inputs + hidden) * batch * steps;
  }

  /**
   * {@return multiplications and additions of the products of a training step: forward, dW, and the
   * gradient of the hidden states; inputs need none}
   */
  public double trainingFlops() {
    return 2.0 * 4 * hidden * (2.0 * inputs + 3.0 * hidden) * batch * steps;
  }

  @Override
  public String toString() {
    return "I%d-H%d-B%d-T%d".formatted(inputs, hidden, batch, steps);
  }
}
