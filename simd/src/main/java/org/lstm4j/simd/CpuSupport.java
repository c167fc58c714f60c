package org.lstm4j.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;

/**
 * The refusal ladder: the Vector API may be present and yet far slower than plain loops, or as wide
 * as nobody has tried, so each rung refuses with its reason and a remedy. Only what was tried is
 * accepted. Mentions no vector type.
 */
final class CpuSupport {
  /** Widths that were tried, in bits. */
  private static final Set<String> WIDTHS = Set.of("128", "256", "512");

  /** Architectures that were tried, by the names that Java has for them. */
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private CpuSupport() {}

  /** {@return whether this runtime has the Vector API and makes it fast} */
  static Availability check() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new Unavailable(
          "the module jdk.incubator.vector is not there",
          "start Java with --add-modules jdk.incubator.vector");
    }
    return check(
        new Host(
            System.getProperty("java.vm.name", ""),
            System.getProperty("os.arch", ""),
            System.getProperty(Lanes.PROPERTY)),
        CpuSupport::option,
        PreferredWidth::bits);
  }

  /** A number that is asked for only if it is needed. */
  @FunctionalInterface
  interface Bits {
    int get();
  }

  /**
   * What Java says about itself.
   *
   * @param vm the name of the virtual machine
   * @param architecture the architecture of the processor
   * @param forced the width that is forced, as it was written, or null
   */
  record Host(String vm, String architecture, String forced) {}

  /** The ladder above the module as a pure function. */
  static Availability check(Host host, Function<String, String> option, Bits preferred) {
    if (host.vm.contains("OpenJ9")) {
      return new Unavailable(
          "this Java runtime is %s, which does not compile vector code to vector instructions"
              .formatted(host.vm),
          "use a Java runtime with HotSpot");
    }
    if (!ARCHITECTURES.contains(host.architecture)) {
      return new Unavailable(
          host.architecture.equals("s390x")
              ? "on s390x C2 has no vector multiply-add, and every vector is an object"
              : "vector code was not tried on " + host.architecture,
          "set -Dlstm4j.backend=scalar, or use an x86-64 or AArch64 processor");
    }
    return checkCompiler(option)
        .or(() -> checkMultiplyAdd(option))
        .or(() -> checkWidth(host.forced, preferred))
        .<Availability>map(refusal -> refusal)
        .orElseGet(Available::new);
  }

  private static Optional<Unavailable> checkCompiler(Function<String, String> option) {
    if ("false".equals(option.apply("UseCompiler")) || compilesWithoutC2(option)) {
      return refuse(
          "the optimizing compiler C2 is off",
          "start Java without -Xint, -XX:TieredStopAtLevel and -XX:-UseCompiler");
    }
    if ("false".equals(option.apply("EnableVectorSupport"))) {
      return refuse(
          "the optimizing compiler C2 does not compile vector code",
          "start Java without -XX:-EnableVectorSupport");
    }
    return Optional.empty();
  }

  private static boolean compilesWithoutC2(Function<String, String> option) {
    String level = option.apply("TieredStopAtLevel");
    return level != null && Integer.parseInt(level) < 4;
  }

  /** Without AVX HotSpot takes FMA away as well; with AVX 1 vectors have 128 bits and FMA. */
  private static Optional<Unavailable> checkMultiplyAdd(Function<String, String> option) {
    if (!"false".equals(option.apply("UseFMA"))) {
      return Optional.empty();
    }
    if ("0".equals(option.apply("UseAVX"))) {
      return refuse(
          "there is no fused multiply-add instruction where UseAVX is 0",
          "start Java without -XX:UseAVX=0, on a processor with AVX2");
    }
    return refuse(
        "there is no fused multiply-add instruction",
        "start Java without -XX:-UseFMA, or let the virtual machine show the processor's FMA");
  }

  private static Optional<Unavailable> checkWidth(String forced, Bits preferred) {
    if (forced != null && !WIDTHS.contains(forced)) {
      return refuse(
          "%s is '%s'; expected 128, 256 or 512".formatted(Lanes.PROPERTY, forced),
          "set one of these, or leave it out");
    }
    int bits = preferred.get();
    if (bits > 512) {
      return refuse(
          "vectors have %d bits, which was not tried".formatted(bits),
          "start Java with -XX:MaxVectorSize=64, which limits them to 512 bits");
    }
    if (!WIDTHS.contains(Integer.toString(bits))) {
      return refuse(
          "vectors have %d bits; expected 128, 256 or 512".formatted(bits),
          "start Java without -XX:MaxVectorSize, on a processor with vectors of at least 128 bits");
    }
    return Optional.empty();
  }

  private static Optional<Unavailable> refuse(String reason, String remedy) {
    return Optional.of(new Unavailable(reason, remedy));
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
