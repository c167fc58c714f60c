package org.lstm4j.jmh.startup;

import java.util.List;

/**
 * How the JVM of a probe is started. There is no mode without C2: the backend simd refuses such a
 * JVM.
 */
public enum JvmMode {
  /** As it comes. */
  PLAIN("plain", ""),

  /** With an AOT cache that a run of the same probe has made (JEP 483, 514 and 515). */
  AOT_CACHE("AOT cache", ""),

  /** C2 compiles after a tenth of the calls and loops that it waits for by itself. */
  EARLY_C2(
      "C2 after a tenth of the calls",
      "-XX:Tier4InvocationThreshold=500 -XX:Tier4MinInvocationThreshold=60"
          + " -XX:Tier4CompileThreshold=1500 -XX:Tier4BackEdgeThreshold=4000"),

  /** Without C1: methods are interpreted until C2 has compiled them. */
  ONLY_C2("without C1", "-XX:-TieredCompilation"),

  /** A call waits for its method's compilation instead of going on in slow code. */
  WAITING("waiting for the compiler", "-XX:-BackgroundCompilation");

  private final String words;
  private final String flags;

  JvmMode(String words, String flags) {
    this.words = words;
    this.flags = flags;
  }

  /** {@return the flags; an AOT cache needs one more, which names its file} */
  public List<String> flags() {
    return flags.isEmpty() ? List.of() : List.of(flags.split(" "));
  }

  /** {@return what is said of it in tables} */
  @Override
  public String toString() {
    return words;
  }
}
