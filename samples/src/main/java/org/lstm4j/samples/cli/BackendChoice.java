package org.lstm4j.samples.cli;

/** Which implementation of the kernels is asked for. */
public enum BackendChoice {
  /** The vector backend where it can be used, else the scalar one. */
  AUTO,
  /** The scalar reference. */
  SCALAR,
  /** The vector backend, or an error. */
  SIMD
}
