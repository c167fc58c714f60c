package org.lstm4j.layer;

/** A run that writes its output to an array of its own: what most kinds of layers do. */
public abstract class OwnOutput implements LayerRun {
  /** What the layer reads. */
  protected final Signal input;

  /** What it writes. */
  protected final Signal output;

  /**
   * A run with as many rows of output as its input has.
   *
   * @param input what the layer reads
   * @param size numbers per row of the output
   * @param gradients which gradients there shall be room for
   * @throws IllegalArgumentException if the array would be too long
   */
  protected OwnOutput(Signal input, int size, Gradients gradients) {
    this(input, Signal.withRoom(input.extent(), size, gradients));
  }

  /**
   * A run with an output of other steps or sequences.
   *
   * @param input what the layer reads
   * @param output what it writes
   */
  protected OwnOutput(Signal input, Signal output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public final Signal output() {
    return output;
  }

  @Override
  public void begin() {
    output.begin();
  }
}
