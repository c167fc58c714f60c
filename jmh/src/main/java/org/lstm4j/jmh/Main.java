package org.lstm4j.jmh;

import org.lstm4j.jmh.suite.BenchCommand;
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
    System.exit(new CommandLine(new BenchCommand()).execute(args));
  }
}
