package org.lstm4j.backend;

import org.lstm4j.kernel.BackendContract;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.random.SeededRandom;

/** Turns that a test decides, in place of the clock. */
public class ScriptedTurns extends Turns {
  private final int from;
  private final boolean settles;
  private int asked;

  private ScriptedTurns(int from, boolean settles) {
    this.from = from;
    this.settles = settles;
  }

  /**
   * The second backend answers from some operation on.
   *
   * @param from the number of operations that the starter does
   * @param settles whether it is settled after the first answer
   */
  public static ScriptedTurns from(int from, boolean settles) {
    return new ScriptedTurns(from, settles);
  }

  /** Every operation is drawn by lot. */
  public static ScriptedTurns drawn(int seed) {
    SeededRandom random = new SeededRandom(seed);
    return new ScriptedTurns(0, false) {
      @Override
      boolean next(Operation operation, long amount) {
        super.next(operation, amount);
        return random.nextInt(2) == 1;
      }
    };
  }

  /** {@return the two backends with these turns, for one set of kernels after the other} */
  public static KernelProvider provider(ScriptedTurns... turns) {
    int[] made = {0};
    return new WarmUpProvider(
        BackendContract.reference(), simd(), () -> turns[made[0]++ % turns.length]);
  }

  /** {@return the vector backend alone} */
  static KernelProvider simd() {
    return Backends.select(Backends.SIMD, Backends.installed()).provider();
  }

  /** {@return operations so far} */
  public int asked() {
    return asked;
  }

  @Override
  boolean next(Operation operation, long amount) {
    return asked++ >= from;
  }

  @Override
  boolean isWarm() {
    return settles && asked > from;
  }
}
