package org.lstm4j.layer;

/** What a row of data is. */
public enum Kind {
  /** Real numbers. */
  VALUES,
  /** One index of so many classes, standing for a one-hot vector. */
  INDICES
}
