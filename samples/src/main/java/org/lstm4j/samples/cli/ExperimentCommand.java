package org.lstm4j.samples.cli;

import org.lstm4j.samples.report.OutputFolder;
import picocli.CommandLine.Mixin;

/**
 * The frame of an experiment: it has the common options, reads its input, makes the folder of the
 * report, runs, and names the files that it wrote. A sub-class carries {@code @Command} with a name
 * and a description of one line.
 */
public abstract class ExperimentCommand extends ShellCommand {
  @Mixin private CommonOptions options;

  /** For sub-classes. */
  protected ExperimentCommand() {}

  @Override
  protected final int execute() throws Exception {
    readInput(options);
    OutputFolder output = OutputFolder.create(options.out(spec().name()));
    try {
      run(new ExperimentRun(spec().qualifiedName(), options, output, streams()));
    } catch (Exception | OutOfMemoryError e) {
      output.deleteIfNewAndEmpty();
      throw e;
    }
    streams().out().println("wrote " + output.path() + ": " + String.join(", ", output.written()));
    return 0;
  }

  /**
   * Reads and checks what the user gave, before anything is created. Does nothing by itself.
   *
   * @param given the options that every experiment has
   */
  protected void readInput(CommonOptions given) {}

  /**
   * Trains, evaluates and reports.
   *
   * @param run options, output folder, streams and progress
   * @throws Exception if the run fails; {@code Failure} decides what the user is told
   */
  protected abstract void run(ExperimentRun run) throws Exception;
}
