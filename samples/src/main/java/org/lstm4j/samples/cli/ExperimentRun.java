package org.lstm4j.samples.cli;

import java.io.IOException;
import java.io.PrintStream;
import org.lstm4j.samples.console.ProgressBar;
import org.lstm4j.samples.console.ProgressMode;
import org.lstm4j.samples.console.TerminalWidth;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.PlotException;
import org.lstm4j.samples.report.OutputFolder;

/** What an experiment works with while it runs. */
public final class ExperimentRun {
  private final String command;
  private final CommonOptions options;
  private final OutputFolder output;
  private final Streams streams;
  private boolean drawable = true;

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
   * Draws a chart into the folder of the report. Where nothing can be drawn, it says so once and
   * the run goes on.
   *
   * @param name the name of the files, without an ending
   * @param plot the chart
   * @throws IOException if writing fails
   */
  public void plot(String name, Plot plot) throws IOException {
    if (drawable) {
      try {
        plot.write(output, name);
      } catch (PlotException e) {
        drawable = false;
        warn(e.getMessage());
      }
    }
  }

  /**
   * Warns the user of something that does not stop the run.
   *
   * @param sentence one sentence, without a full stop
   */
  public void warn(String sentence) {
    streams.err().println(command + ": warning: " + sentence);
  }
}
