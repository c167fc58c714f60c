package org.lstm4j.samples.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one sentence what is wrong with the arguments of a command line. */
final class UsageProblem {
  private static final String BAD_VALUE = "Invalid value for ";

  private final ParameterException problem;
  private final CommandLine command;

  private UsageProblem(ParameterException problem) {
    this.problem = problem;
    this.command = problem.getCommandLine();
  }

  static String sentence(ParameterException problem) {
    return new UsageProblem(problem).sentence();
  }

  private String sentence() {
    String name = command.getCommandSpec().qualifiedName();
    return "%s: %s; see `%s --help`".formatted(name, what(), name);
  }

  private String what() {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().getFirst());
    }
    if (command.getParent() == null && problem.getValue() != null) { // `lstm4j help word`
      return unmatched(problem.getValue());
    }
    String message = problem.getMessage().replaceFirst("^Error: ", "");
    if (message.startsWith(BAD_VALUE) && problem.getArgSpec() instanceof OptionSpec option) {
      return option.longestName() + ": " + message.substring(message.indexOf(": ") + 2);
    }
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private String unmatched(String argument) {
    boolean root = command.getParent() == null;
    if (argument.startsWith("-")) {
      String unknown = "unknown option '%s'".formatted(argument);
      return unknown + (root ? "; options stand after the command" : meant(argument, options()));
    }
    if (root) {
      return "unknown command '%s'".formatted(argument) + meant(argument, commands());
    }
    return "unexpected argument '%s'".formatted(argument);
  }

  private Collection<String> commands() {
    return command.getSubcommands().keySet();
  }

  private List<String> options() {
    return command.getCommandSpec().options().stream()
        .flatMap(option -> List.of(option.names()).stream())
        .toList();
  }

  private static String meant(String typed, Collection<String> words) {
    return NearestWord.to(typed, words).map(" (did you mean '%s'?)"::formatted).orElse("");
  }
}
