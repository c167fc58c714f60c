package org.lstm4j.backend;

import java.util.function.Supplier;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;

/**
 * A backend that has to warm up, with another that answers in its place meanwhile. It goes by the
 * name of the first.
 */
final class WarmUpProvider implements KernelProvider {
  private final KernelProvider starter;
  private final KernelProvider warm;
  private final Supplier<Turns> turns;

  /**
   * A pair of backends.
   *
   * @param starter starts fast
   * @param warm has to warm up
   * @param turns decides whose turn it is, anew for each set of kernels
   */
  WarmUpProvider(KernelProvider starter, KernelProvider warm, Supplier<Turns> turns) {
    this.starter = starter;
    this.warm = warm;
    this.turns = turns;
  }

  @Override
  public String name() {
    return warm.name();
  }

  @Override
  public int priority() {
    return warm.priority();
  }

  @Override
  public Availability availability() {
    return warm.availability();
  }

  @Override
  public Kernels create(int threads) {
    return new WarmUpKernels(turns.get(), starter.create(threads), warm, threads);
  }
}
