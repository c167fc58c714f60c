package org.lstm4j.samples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.samples.console.ProgressBar;
import org.lstm4j.samples.console.ProgressMode;
import org.lstm4j.samples.console.TerminalWidth;
import org.lstm4j.samples.failure.Failure;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.PlotException;
import org.lstm4j.samples.report.OutputFolder;
import org.lstm4j.train.Checkpoints;

/** What an experiment works with while it runs. */
public final class ExperimentRun {
  private final String command;
  private final CommonOptions options;
  private final OutputFolder output;
  private final Streams streams;
  private final Map<String, Supplier<Plot>> plots = new LinkedHashMap<>();

  ExperimentRun(String command, CommonOptions options, OutputFolder output, Streams streams) {
    this.command = command;
    this.options = options;
    this.output = output;
    this.streams = streams;
  }

  /**
   * Gives the options that every experiment has.
   *
   * @return the options as given
   */
  public CommonOptions options() {
    return options;
  }

  /**
   * Gives the folder of the report.
   *
   * @return a folder that can be written to
   */
  public OutputFolder output() {
    return output;
  }

  /**
   * Gives the stream for results.
   *
   * @return standard output
   */
  public PrintStream out() {
    return streams.out();
  }

  /**
   * Starts to show progress, in the way that suits the output.
   *
   * @param label what is running, one word
   * @param total the number of iterations
   * @return a bar, to be closed
   */
  public ProgressBar progress(String label, long total) {
    ProgressMode mode = ProgressMode.detect(options.quiet());
    ProgressBar bar = new ProgressBar(streams.out(), mode, label, total, System::nanoTime);
    return mode == ProgressMode.TERMINAL ? bar.width(TerminalWidth.detect()) : bar;
  }

  /**
   * Draws a chart once the report is written.
   *
   * @param name the name of the files, without an ending
   * @param plot makes the chart
   */
  public void plot(String name, Supplier<Plot> plot) {
    plots.put(name, plot);
  }

  /**
   * Writes the report: all files appear together, and the pictures of an earlier one go. The
   * checkpoints have done their service then.
   *
   * @param files what each file shall hold, by its name
   * @throws IOException if writing fails
   */
  public void report(Map<String, AtomicFile.Content> files) throws IOException {
    output.writeSet(files, plots.keySet().stream().flatMap(Plot::fileNames).toList());
    checkpoints().delete();
  }

  /** Draws the charts. What cannot be drawn is a warning: the model is safe. */
  void draw() {
    for (Map.Entry<String, Supplier<Plot>> plot : plots.entrySet()) {
      try {
        plot.getValue().get().write(output, plot.getKey());
      } catch (PlotException e) {
        warn(e.getMessage());
        return;
      } catch (IOException | RuntimeException | Error e) {
        warn(
            "the picture '%s' could not be drawn: %s"
                .formatted(plot.getKey(), Failure.of(e).sentence()));
      }
    }
  }

  /** {@return where and how often the run's state is put down} */
  public Checkpoints checkpoints() {
    return options.checkpointEvery().in(output.path().resolve(CommonOptions.CHECKPOINTS));
  }

  /**
   * Tells the user something on the error stream.
   *
   * @param sentence one sentence, without a full stop
   */
  public void tell(String sentence) {
    streams.err().println(command + ": " + sentence);
  }

  /**
   * Warns the user of something that does not stop the run.
   *
   * @param sentence one sentence, without a full stop
   */
  public void warn(String sentence) {
    tell("warning: " + sentence);
  }
}
