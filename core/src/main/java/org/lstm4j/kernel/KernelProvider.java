package org.lstm4j.kernel;

/**
 * A backend, found with {@link java.util.ServiceLoader}. An implementation must load and answer
 * every question but {@link #create} on any Java runtime, also where it cannot run.
 */
public interface KernelProvider {

  /** {@return the name by which the backend is asked for, for example {@code scalar}} */
  String name();

  /** {@return the rank among usable backends; {@code auto} takes the highest} */
  int priority();

  /** {@return whether the backend can be used on this machine and runtime} */
  Availability availability();

  /**
   * {@return whether its operations are very slow until they have been called many times; {@code
   * auto} then lets the next usable backend answer at first}
   */
  default boolean needsWarmUp() {
    return false;
  }

  /**
   * Makes a set of kernels.
   *
   * @param threads the most threads that an operation may use, at least 1; results do not depend on
   *     it
   * @return kernels for one thread of work
   * @throws IllegalStateException if the backend is not available
   */
  Kernels create(int threads);
}
