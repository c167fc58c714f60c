package org.lstm4j.samples.cli;

import picocli.CommandLine.Option;

/** The option of experiments that scale their data. */
public final class ScaleOption {
  @Option(
      names = "--scale-on",
      paramLabel = "train|all",
      converter = Converters.Scale.class,
      description =
          "rows that decide the range of the scaling (default: train; the document's is all, which"
              + " lets the training see the range of the validation part)")
  private ScaleOn scaleOn = ScaleOn.TRAIN;

  /** Starts with nothing given. */
  public ScaleOption() {}

  /**
   * Tells which rows decide the range.
   *
   * @return {@link ScaleOn#TRAIN} if not given
   */
  public ScaleOn scaleOn() {
    return scaleOn;
  }
}
