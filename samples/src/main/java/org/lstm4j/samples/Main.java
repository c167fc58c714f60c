package org.lstm4j.samples;

import java.util.List;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.Shell;
import org.lstm4j.samples.cli.Streams;
import org.lstm4j.samples.experiments.CharsCommand;
import org.lstm4j.samples.experiments.EtfCommand;
import org.lstm4j.samples.experiments.SineCommand;
import org.lstm4j.samples.experiments.StockCommand;
import org.lstm4j.samples.experiments.TrendCommand;
import picocli.CommandLine.Command;

/** The {@code lstm4j} command. */
@Command(
    name = "lstm4j",
    description = "Trains small LSTM networks in experiments that can be reproduced.",
    synopsisHeading = "%nUsage: ",
    customSynopsis = {"lstm4j <experiment> [options]", "       lstm4j <experiment> --help"},
    optionListHeading = "%n",
    commandListHeading = "%nExperiments:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lstm4j sine",
      "  lstm4j stock --csv prices.csv --from 2015-01-01 --epochs 200",
      "  lstm4j chars --seed 7 --out hamlet"
    })
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args the experiment and its options
   */
  public static void main(String[] args) {
    System.exit(shell(new Streams(System.out, System.err)).run(args));
  }

  static Shell shell(Streams streams) {
    List<ExperimentCommand> experiments =
        List.of(
            new SineCommand(),
            new StockCommand(),
            new EtfCommand(),
            new CharsCommand(),
            new TrendCommand());
    return new Shell(new Main(), experiments, streams);
  }
}
