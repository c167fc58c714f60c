package org.lstm4j.samples.cli;

/** Which rows decide the range of the min–max scaling. */
public enum ScaleOn {
  /** The training part only: nothing of the validation part leaks into the training. */
  TRAIN,
  /** All rows, as the document does. */
  ALL
}
