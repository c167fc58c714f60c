package org.lstm4j.jmh.engine;

/** Something that runs an LSTM layer. Found by name, see {@link Engines}. */
public interface LstmEngine {

  /** What an engine may be able to do. */
  enum Task {
    /** A training step. */
    TRAINING,
    /** A forward pass over sequences. */
    INFERENCE,
    /** One step at a time, the state carried. */
    STREAMING
  }

  /** {@return the name, as given to the parameter {@code engine}} */
  String name();

  /** {@return which implementation answers: its version and what it says of itself} */
  String description();

  /**
   * Whether it does a task, with right results.
   *
   * @param task the task
   * @param shape the sizes
   * @return whether the method of the task may be called
   */
  boolean does(Task task, LstmShape shape);

  /**
   * A training step: forward over all steps, mean squared error of all hidden states against the
   * targets, backward to the parameters, gradient descent with {@link LstmProblem#LEARNING_RATE}.
   *
   * @param problem weights, inputs and targets; kept in the engine's own memory
   * @param threads the most threads to use
   * @return the step, ready to run
   */
  Training training(LstmProblem problem, int threads);

  /**
   * A forward pass from zero states, from a {@code float[]} to a {@code float[]}.
   *
   * @param problem the weights
   * @param threads the most threads to use
   * @return the pass, ready to run
   */
  Inference inference(LstmProblem problem, int threads);

  /**
   * One step at a time on one thread, the state carried, from a {@code float[]} to a {@code
   * float[]}.
   *
   * @param problem the weights, and the number of sequences B
   * @return the stream
   */
  Streaming streaming(LstmProblem problem);

  /** A training step. */
  interface Training extends AutoCloseable {
    /** {@return the loss before the update that this call makes} */
    double step();

    /** {@return W<sub>x</sub>, W<sub>h</sub> and the bias, one after the other} */
    float[] parameters();

    @Override
    void close();
  }

  /** A forward pass. */
  interface Inference extends AutoCloseable {
    /**
     * Runs it.
     *
     * @param input {@code [T × B × I]}
     * @param hidden receives all hidden states {@code [T × B × H]}
     */
    void run(float[] input, float[] hidden);

    @Override
    void close();
  }

  /** A stream. */
  interface Streaming extends AutoCloseable {
    /**
     * One step.
     *
     * @param input {@code [B × I]}
     * @param hidden receives the hidden states {@code [B × H]}
     */
    void step(float[] input, float[] hidden);

    @Override
    void close();
  }
}
