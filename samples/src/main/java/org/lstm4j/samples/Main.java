package org.lstm4j.samples;

import java.util.List;
import java.util.Locale;
import org.lstm4j.samples.cli.Shell;
import org.lstm4j.samples.cli.ShellCommand;
import org.lstm4j.samples.cli.Streams;
import org.lstm4j.samples.experiments.CharsCommand;
import org.lstm4j.samples.experiments.EtfCommand;
import org.lstm4j.samples.experiments.SineCommand;
import org.lstm4j.samples.experiments.StockCommand;
import org.lstm4j.samples.experiments.TrendCommand;
import org.lstm4j.samples.models.ConvertCommand;
import org.lstm4j.samples.models.InspectCommand;
import org.lstm4j.samples.models.PredictCommand;
import org.lstm4j.samples.models.VerifyCommand;
import picocli.CommandLine.Command;

/** The {@code lstm4j} command. */
@Command(
    name = "lstm4j",
    description =
        "Trains small LSTM networks in experiments that can be reproduced, and reads models.",
    synopsisHeading = "%nUsage: ",
    customSynopsis = {"lstm4j <command> [options]", "       lstm4j <command> --help"},
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lstm4j sine",
      "  lstm4j stock --csv prices.csv --from 2015-01-01 --epochs 200",
      "  lstm4j chars --seed 7 --out hamlet",
      "  lstm4j inspect model.keras",
      "  lstm4j predict --model out/sine/model.safetensors --csv values.csv"
    })
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // what is written is the same everywhere
    System.exit(shell(new Streams(System.out, System.err)).run(args));
  }

  /**
   * Makes the command.
   *
   * @param streams where it writes
   * @return the shell that runs it
   */
  public static Shell shell(Streams streams) {
    List<ShellCommand> commands =
        List.of(
            new SineCommand(),
            new StockCommand(),
            new EtfCommand(),
            new CharsCommand(),
            new TrendCommand(),
            new InspectCommand(),
            new ConvertCommand(),
            new PredictCommand(),
            new VerifyCommand());
    return new Shell(new Main(), commands, streams);
  }
}
