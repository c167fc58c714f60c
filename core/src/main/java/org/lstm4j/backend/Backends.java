package org.lstm4j.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;
import org.lstm4j.kernel.KernelProvider;

/**
 * Chooses a backend aloud: {@code auto} takes the best usable one and says why a better one was
 * not; a name takes that backend or fails with the reason and the remedy. If the best one has to
 * warm up, another one answers in its place at first, with the same bits.
 */
public final class Backends {

  /** Asks for the best backend that can be used here. */
  public static final String AUTO = "auto";

  /** Asks for the scalar reference. */
  public static final String SCALAR = "scalar";

  /** Asks for the Vector API backend. */
  public static final String SIMD = "simd";

  /**
   * The system property that {@link #choose()} reads: {@code auto}, {@code scalar}, {@code simd} or
   * the name of another backend that is installed.
   */
  public static final String PROPERTY = "lstm4j.backend";

  private static final System.Logger LOG = System.getLogger(Backends.class.getName());

  private Backends() {}

  /**
   * The outcome of a choice.
   *
   * @param provider the chosen backend
   * @param refusals why backends of a higher rank were passed over, with remedies; empty if none
   */
  public record Choice(KernelProvider provider, List<String> refusals) {
    /** Copies the list. */
    public Choice {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * Chooses by the system property {@value #PROPERTY}, {@code auto} if it is not set, among the
   * backends on the module or class path; logs a warning if {@code auto} had to pass one over.
   *
   * @return the chosen backend
   * @throws IllegalArgumentException if the property has no known value
   * @throws IllegalStateException if the backend asked for cannot be used
   */
  public static KernelProvider choose() {
    Choice choice = select(System.getProperty(PROPERTY, AUTO), installed());
    choice.refusals().forEach(refusal -> LOG.log(System.Logger.Level.WARNING, refusal));
    LOG.log(System.Logger.Level.DEBUG, "backend {0}", choice.provider().name());
    return choice.provider();
  }

  /** {@return the backends on the module path and the class path} */
  public static List<KernelProvider> installed() {
    return ServiceLoader.load(KernelProvider.class, Backends.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /**
   * The choice as a pure function.
   *
   * @param mode {@code auto} or the name of a backend, in any case
   * @param providers the backends to choose from
   * @return the chosen backend and the reasons against better ones
   * @throws IllegalArgumentException if there is no backend of that name
   * @throws IllegalStateException if the backend asked for is not installed or cannot be used
   */
  public static Choice select(String mode, List<KernelProvider> providers) {
    String wanted = mode.toLowerCase(Locale.ROOT);
    Set<String> known = new LinkedHashSet<>(List.of(AUTO, SCALAR, SIMD)); // installed or not
    providers.forEach(provider -> known.add(provider.name()));
    if (!known.contains(wanted)) {
      throw new IllegalArgumentException(
          "unknown backend '%s'; expected %s".formatted(mode, String.join(", ", known)));
    }
    return wanted.equals(AUTO) ? best(providers) : named(wanted, providers);
  }

  private static Choice best(List<KernelProvider> providers) {
    List<String> refusals = new ArrayList<>();
    List<KernelProvider> ranked =
        providers.stream()
            .sorted(Comparator.comparingInt(KernelProvider::priority).reversed())
            .toList();
    for (KernelProvider provider : ranked) {
      switch (provider.availability()) {
        case Available() -> {
          return new Choice(warmedUp(provider, ranked), refusals);
        }
        case Unavailable unavailable -> refusals.add(refusal(provider, unavailable));
      }
    }
    throw new IllegalStateException(
        refusals.isEmpty()
            ? "no backend is installed"
            : "no backend can be used: " + String.join("; ", refusals));
  }

  /** A backend that has to warm up, joined with the best one that has not. */
  private static KernelProvider warmedUp(KernelProvider provider, List<KernelProvider> ranked) {
    if (!provider.needsWarmUp()) {
      return provider;
    }
    return ranked.stream()
        .filter(other -> !other.needsWarmUp() && other.availability() instanceof Available)
        .findFirst()
        .<KernelProvider>map(starter -> new WarmUpProvider(starter, provider, Turns::new))
        .orElse(provider);
  }

  private static Choice named(String name, List<KernelProvider> providers) {
    for (KernelProvider provider : providers) {
      if (provider.name().equals(name)) {
        if (provider.availability() instanceof Unavailable unavailable) {
          throw new IllegalStateException(refusal(provider, unavailable));
        }
        return new Choice(provider, List.of());
      }
    }
    throw new IllegalStateException(
        "backend '%s' is not installed; installed: %s".formatted(name, names(providers)));
  }

  private static String refusal(KernelProvider provider, Unavailable unavailable) {
    return "backend '%s' cannot be used: %s; %s"
        .formatted(provider.name(), unavailable.reason(), unavailable.remedy());
  }

  private static String names(List<KernelProvider> providers) {
    return providers.stream().map(KernelProvider::name).collect(Collectors.joining(", "));
  }
}
