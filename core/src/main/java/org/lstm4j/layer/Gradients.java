package org.lstm4j.layer;

/** Which gradients a backward pass shall find room for. */
public enum Gradients {
  /** None: forward only. */
  NONE,
  /** Of the parameters. */
  PARAMETERS,
  /** Of the parameters, the inputs and the initial states. */
  PARAMETERS_AND_INPUTS
}
