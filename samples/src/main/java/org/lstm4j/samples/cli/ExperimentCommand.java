package org.lstm4j.samples.cli;

import java.io.IOException;
import org.lstm4j.samples.failure.InputException;
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
    try (OutputFolder output = OutputFolder.create(options.out(spec().name()))) {
      ExperimentRun run = new ExperimentRun(spec().qualifiedName(), options, output, streams());
      refuseToForget(run);
      run(run);
      run.draw();
      streams()
          .out()
          .println("wrote " + output.path() + ": " + String.join(", ", output.written()));
    }
    return 0;
  }

  /** Checkpoints that nobody wants to go on from are not thrown away without a word. */
  private void refuseToForget(ExperimentRun run) throws IOException {
    if (!options.resume() && !run.checkpoints().files().isEmpty()) {
      throw new InputException(
          "'%s' holds a checkpoint of a run that did not end; add --resume to go on from it, or delete that folder"
              .formatted(run.checkpoints().folder()));
    }
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
