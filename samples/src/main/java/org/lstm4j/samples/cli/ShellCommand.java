package org.lstm4j.samples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A sub-command of the shell. A sub-class carries {@code @Command} with a name. */
public abstract class ShellCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private Streams streams;

  /** For sub-classes. */
  protected ShellCommand() {}

  final void attach(Streams given) {
    streams = given;
  }

  /** {@return the command as picocli knows it} */
  protected final CommandSpec spec() {
    return spec;
  }

  /** {@return where to write} */
  protected final Streams streams() {
    return streams;
  }

  /**
   * Runs the command.
   *
   * @return the exit code
   * @throws Exception if its input cannot be used, or it fails
   */
  @Override
  public final Integer call() throws Exception {
    try {
      return execute();
    } catch (Error e) { // picocli hands exceptions to the shell, but lets errors through
      throw new ExecutionException(spec.commandLine(), e.toString(), e);
    }
  }

  /**
   * Does what the command is for.
   *
   * @return the exit code
   * @throws Exception if its input cannot be used, or it fails; {@code Failure} decides what the
   *     user is told
   */
  protected abstract int execute() throws Exception;
}
