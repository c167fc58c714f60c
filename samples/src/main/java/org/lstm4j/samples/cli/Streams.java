package org.lstm4j.samples.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results and progress
 * @param err warnings and failures
 */
public record Streams(PrintStream out, PrintStream err) {}
