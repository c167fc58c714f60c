package org.lstm4j.jmh.startup;

import org.lstm4j.jmh.engine.LstmShape;

/** What a probe does again and again. */
public enum Task {
  /** One step of a stream through a model that was loaded from a file. */
  STREAMING("streaming step", "I1-H32-B1-T1"),

  /** A training step. */
  TRAINING("training step", "I64-H64-B32-T25");

  private final String words;
  private final String shape;

  Task(String words, String shape) {
    this.words = words;
    this.shape = shape;
  }

  /** {@return the sizes} */
  public LstmShape shape() {
    return LstmShape.parse(shape);
  }

  /** {@return for example {@code streaming step, I1 H32 B1 T1}} */
  @Override
  public String toString() {
    return words + ", " + shape.replace('-', ' ');
  }
}
