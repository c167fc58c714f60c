package org.lstm4j.samples.cli;

import java.util.concurrent.Callable;
import org.lstm4j.samples.report.OutputFolder;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The frame of an experiment: it has the common options, reads its input, makes the folder of the
 * report, runs, and names the files that it wrote. A sub-class carries {@code @Command} with a name
 * and a description of one line.
 */
public abstract class ExperimentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;
  private Streams streams;

  /** For sub-classes. */
  protected ExperimentCommand() {}

  final void attach(Streams given) {
    streams = given;
  }

  /**
   * Runs the experiment.
   *
   * @return 0
   * @throws Exception if the input cannot be used or the run fails
   */
  @Override
  public final Integer call() throws Exception {
    readInput(options);
    OutputFolder output = OutputFolder.create(options.out(spec.name()));
    try {
      try {
        run(new ExperimentRun(spec.qualifiedName(), options, output, streams));
      } catch (Exception | OutOfMemoryError e) {
        output.deleteIfNewAndEmpty();
        throw e;
      }
    } catch (Error e) { // picocli hands exceptions to the shell, but lets errors through
      throw new ExecutionException(spec.commandLine(), e.toString(), e);
    }
    streams.out().println("wrote " + output.path() + ": " + String.join(", ", output.written()));
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
