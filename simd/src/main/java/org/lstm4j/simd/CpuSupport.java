package org.lstm4j.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;

/**
 * The refusal ladder: the Vector API may be present and yet far slower than plain loops, so each
 * rung refuses with its reason and a remedy. Mentions no vector type.
 */
final class CpuSupport {
  private static final int LEAST_BITS = 128;

  private CpuSupport() {}

  /** {@return whether this runtime has the Vector API and makes it fast} */
  static Availability check() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new Unavailable(
          "the module jdk.incubator.vector is not there",
          "start Java with --add-modules jdk.incubator.vector");
    }
    return check(
        System.getProperty("java.vm.name", ""), CpuSupport::option, () -> Lanes.PREFERRED_BITS);
  }

  /** A number that is asked for only if it is needed. */
  @FunctionalInterface
  interface Bits {
    int get();
  }

  /** The ladder above the module as a pure function. */
  static Availability check(String vm, Function<String, String> option, Bits bits) {
    if (vm.contains("OpenJ9")) {
      return new Unavailable(
          "this Java runtime is "
              + vm
              + ", which does not compile vector code to vector"
              + " instructions",
          "use a Java runtime with HotSpot");
    }
    if ("false".equals(option.apply("UseCompiler")) || compilesWithoutC2(option)) {
      return new Unavailable(
          "the optimizing compiler C2 is off",
          "start Java without -Xint, -XX:TieredStopAtLevel and -XX:-UseCompiler");
    }
    if ("false".equals(option.apply("UseFMA"))) {
      return new Unavailable(
          "there is no fused multiply-add instruction",
          "start Java without -XX:-UseFMA, or let the virtual machine show the processor's FMA");
    }
    if (bits.get() < LEAST_BITS) {
      return new Unavailable(
          "vectors have %d bits".formatted(bits.get()),
          "use a processor with vectors of at least %d bits".formatted(LEAST_BITS));
    }
    return new Available();
  }

  private static boolean compilesWithoutC2(Function<String, String> option) {
    String level = option.apply("TieredStopAtLevel");
    return level != null && Integer.parseInt(level) < 4;
  }

  /** The value of a HotSpot option, or null if this runtime does not know it. */
  static String option(String name) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      VMOption option = bean == null ? null : bean.getVMOption(name);
      return option == null ? null : option.getValue();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
