package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** A way to look into rows while they run. */
public interface Profile {

  /** {@return what the virtual machine of every fork gets on its command line} */
  default List<String> jvmArguments() {
    return List.of();
  }

  /** {@return JMH's profilers that every fork runs with} */
  default List<ProfilerConfig> profilers() {
    return List.of();
  }

  /**
   * Takes what one fork has left.
   *
   * @param row which row ran
   * @param result what JMH knows of it
   * @throws IOException if a file cannot be read or written
   */
  void forkEnded(String row, RunResult result) throws IOException;

  /**
   * Tells what was seen, after the last fork.
   *
   * @param out where to
   */
  void report(PrintStream out);

  /**
   * Adds all of it to a fork's options, behind other arguments of the virtual machine.
   *
   * @param options the options
   */
  default void addTo(ChainedOptionsBuilder options) {
    profilers().forEach(each -> options.addProfiler(each.getKlass(), each.getOpts()));
  }
}
