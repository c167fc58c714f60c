package org.lstm4j.jmh;

import org.lstm4j.jmh.suite.BenchCommand;
import org.lstm4j.samples.failure.Failure;
import picocli.CommandLine;

/** The command {@code lstm4j bench}. */
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args its options
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, which ends every failure in one sentence and an exit code. */
  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand(Main.class))
        .setExecutionExceptionHandler((thrown, command, _) -> {
          Failure failure = Failure.of(thrown);
          command.getErr().println("lstm4j bench: " + failure.sentence());
          return failure.exitCode();
        });
  }
}
