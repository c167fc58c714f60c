package org.lstm4j.samples.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import org.lstm4j.samples.failure.Failure;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a command line: it finds the command, shows help, and turns every failure into one sentence
 * and an exit code. A stack trace appears only with the system property {@code lstm4j.debug}.
 */
public final class Shell {
  private static final String DEBUG = "lstm4j.debug";

  private final CommandLine commandLine;
  private final Streams streams;

  /**
   * Builds the command.
   *
   * @param root an object with {@code @Command}: name, description and examples
   * @param commands the sub-commands in the order of the list
   * @param streams where everything is written
   */
  public Shell(Object root, List<? extends ShellCommand> commands, Streams streams) {
    this.streams = streams;
    this.commandLine = new CommandLine(root);
    addHelpOption(commandLine.getCommandSpec(), "show the commands");
    for (ShellCommand command : commands) {
      command.attach(streams);
      CommandLine added = new CommandLine(command);
      addHelpOption(added.getCommandSpec(), "show these options");
      commandLine.addSubcommand(added);
    }
    CommandLine help = new CommandLine(new HelpCommand());
    help.getCommandSpec().usageMessage().hidden(true);
    commandLine.addSubcommand(help);
    commandLine
        .setExpandAtFiles(false)
        .setOut(writer(streams.out()))
        .setErr(writer(streams.err()))
        .setParameterExceptionHandler((problem, _) -> explain(problem))
        .setExecutionExceptionHandler((thrown, command, _) -> explain(thrown, command));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  private static void addHelpOption(CommandSpec spec, String description) {
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description(description).build());
  }

  /**
   * Runs one command line. Without arguments it lists the commands.
   *
   * @param args the arguments
   * @return the exit code: 0, {@link Failure#FAILED_RUN} or {@link Failure#BAD_INPUT}
   */
  public int run(String... args) {
    return args.length == 0 ? commandLine.execute("--help") : commandLine.execute(args);
  }

  private int explain(ParameterException problem) {
    streams.err().println(UsageProblem.sentence(problem));
    trace(problem);
    return Failure.BAD_INPUT;
  }

  private int explain(Exception thrown, CommandLine command) {
    Throwable cause =
        thrown instanceof ExecutionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    Failure failure = Failure.of(cause);
    streams.err().println(command.getCommandSpec().qualifiedName() + ": " + failure.sentence());
    trace(cause);
    return failure.exitCode();
  }

  private void trace(Throwable thrown) {
    if (System.getProperty(DEBUG) != null) {
      thrown.printStackTrace(streams.err());
    }
  }
}
