package org.lstm4j.data;

import java.util.Objects;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

/**
 * What one sample of a dataset looks like.
 *
 * @param input numbers or indices per step
 * @param inputSize I: numbers per step, or the number of classes
 * @param steps T, at least 1; the most steps where samples have lengths of their own
 * @param output whether there is a target at every step or one for the last
 * @param target numbers or one class index per target
 * @param targetSize O: numbers per target, or the number of classes
 */
public record SampleShape(
    Kind input, int inputSize, int steps, Output output, Kind target, int targetSize) {

  /** Checks the sizes. */
  public SampleShape {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(target, "target");
    if (inputSize < 1 || steps < 1 || targetSize < 1) {
      throw new IllegalArgumentException(
          "a sample has %d inputs, %d steps and targets of %d; expected at least 1 of each"
              .formatted(inputSize, steps, targetSize));
    }
  }

  /**
   * Checks that a model can be trained on such samples.
   *
   * @param spec the model
   * @param outputsPerTarget how many outputs the loss compares with one number of a target, 1 for
   *     most
   * @throws IllegalArgumentException naming the first thing that does not fit
   */
  public void checkFits(ModelSpec spec, int outputsPerTarget) {
    if (spec.input() != input) {
      throw new IllegalArgumentException(
          "the model reads %s; the data has %s".formatted(name(spec.input()), name(input)));
    }
    check("inputs per step", spec.inputSize(), inputSize);
    if (spec.output() != output) {
      throw new IllegalArgumentException(
          "the model answers at %s; the data has targets at %s"
              .formatted(name(spec.output()), name(output)));
    }
    if (outputsPerTarget != 1 && spec.outputSize() != targetSize * outputsPerTarget) {
      throw new IllegalArgumentException(
          "the model has %d outputs; the loss needs %d for each of the data's %d targets"
              .formatted(spec.outputSize(), outputsPerTarget, targetSize));
    }
    if (outputsPerTarget == 1) {
      check("outputs", spec.outputSize(), targetSize);
    }
  }

  private static void check(String what, int model, int data) {
    if (model != data) {
      throw new IllegalArgumentException(
          "the model has %d %s; the data has %d".formatted(model, what, data));
    }
  }

  private static String name(Kind input) {
    return input == Kind.VALUES ? "numbers" : "indices";
  }

  private static String name(Output output) {
    return output == Output.SEQUENCE ? "every step" : "the last step";
  }
}
