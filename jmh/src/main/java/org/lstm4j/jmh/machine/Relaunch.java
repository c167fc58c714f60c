package org.lstm4j.jmh.machine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Starts a program again in a process with other variables, which no process can change for itself
 * and which JMH's forks inherit.
 */
public final class Relaunch {
  private static final String LEFT_OUT = "lstm4j.bench.leftOut";

  private Relaunch() {}

  /** {@return whether this process has to be started again to run under a limit} */
  public static boolean needed(Limit limit) {
    Map<String, String> present = System.getenv();
    return System.getProperty(LEFT_OUT) == null
        && !(limit.applied(present).equals(new TreeMap<>(present))
            && arguments().containsAll(limit.jvmArguments()));
  }

  /** {@return the variables that this process was started without, such as {@code A=1, B=2}} */
  public static String leftOut() {
    return System.getProperty(LEFT_OUT, "");
  }

  private static List<String> arguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /**
   * Starts this process again under a limit and waits for its end.
   *
   * @param main the class that is started
   * @param arguments its arguments
   * @param limit the limit
   * @return the exit code
   * @throws IOException if it cannot be started
   */
  public static int run(Class<?> main, List<String> arguments, Limit limit) throws IOException {
    ProcessBuilder java = command(main, arguments, limit, System.getenv());
    Process process = java.inheritIO().start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(end);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the benchmarks ran");
    }
  }

  /** The command and its variables, not started. */
  static ProcessBuilder command(
      Class<?> main, List<String> arguments, Limit limit, Map<String, String> present) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments());
    command.addAll(limit.jvmArguments());
    command.add("-D%s=%s".formatted(LEFT_OUT, outside(present)));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder java = new ProcessBuilder(command);
    java.environment().clear();
    java.environment().putAll(limit.applied(present));
    // Not as an argument: ONNX Runtime 1.29 crashes a process with a very long command line.
    java.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return java;
  }

  private static String outside(Map<String, String> present) {
    return new TreeMap<>(present)
        .entrySet().stream()
            .filter(variable -> Limit.OUTSIDE.contains(variable.getKey()))
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .collect(Collectors.joining(", "));
  }
}
