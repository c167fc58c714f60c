package org.lstm4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.kernel.Availability;
import org.lstm4j.kernel.Availability.Available;
import org.lstm4j.kernel.Availability.Unavailable;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;

class BackendsTest {
  private static final KernelProvider SCALAR = new Fake("scalar", 0, new Available());
  private static final KernelProvider SIMD = new Fake("simd", 100, new Available());
  private static final KernelProvider NO_SIMD =
      new Fake("simd", 100, new Unavailable("there is no C2", "use a server VM"));
  private static final KernelProvider GPU =
      new Fake("gpu", 200, new Unavailable("there is no card", "buy one"));

  private static final String NO_SIMD_REFUSAL =
      "backend 'simd' cannot be used: there is no C2; use a server VM";
  private static final String GPU_REFUSAL =
      "backend 'gpu' cannot be used: there is no card; buy one";

  @Test
  void autoTakesTheHighestRankInAnyOrder() {
    check("auto", SIMD, List.of(), SCALAR, SIMD);
    check("auto", SIMD, List.of(), SIMD, SCALAR);
    check("auto", SCALAR, List.of(), SCALAR);
  }

  @Test
  void autoSaysWhyItPassedABetterOneOver() {
    check("auto", SCALAR, List.of(NO_SIMD_REFUSAL), SCALAR, NO_SIMD);
    check("auto", SIMD, List.of(GPU_REFUSAL), SCALAR, SIMD, GPU);
    check("auto", SCALAR, List.of(GPU_REFUSAL, NO_SIMD_REFUSAL), NO_SIMD, SCALAR, GPU);
  }

  @Test
  void autoDoesNotSpeakOfLowerRanks() {
    KernelProvider broken = new Fake("slow", -1, new Unavailable("it is slow", "wait"));
    check("auto", SCALAR, List.of(), broken, SCALAR);
  }

  @Test
  void autoWithNothingUsableGivesAllReasons() {
    fails(
        "no backend can be used: " + GPU_REFUSAL + "; " + NO_SIMD_REFUSAL,
        IllegalStateException.class,
        () -> Backends.select("auto", List.of(NO_SIMD, GPU)));
    fails(
        "no backend is installed",
        IllegalStateException.class,
        () -> Backends.select("auto", List.of()));
  }

  @Test
  void aNameTakesThatBackend() {
    check("scalar", SCALAR, List.of(), SIMD, SCALAR);
    check("scalar", SCALAR, List.of(), NO_SIMD, SCALAR);
    check("simd", SIMD, List.of(), SCALAR, SIMD);
    KernelProvider other = new Fake("other", 1, new Available());
    check("other", other, List.of(), SCALAR, SIMD, other);
  }

  @Test
  void aNameFailsWithReasonAndRemedy() {
    fails(
        NO_SIMD_REFUSAL,
        IllegalStateException.class,
        () -> Backends.select("simd", List.of(SCALAR, NO_SIMD)));
    fails(
        "backend 'simd' is not installed; installed: scalar, gpu",
        IllegalStateException.class,
        () -> Backends.select("simd", List.of(SCALAR, GPU)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "", "simd ", "avx"})
  void unknownMode(String mode) {
    fails(
        "unknown backend '" + mode + "'; expected auto, scalar, simd",
        IllegalArgumentException.class,
        () -> Backends.select(mode, List.of(SCALAR, SIMD)));
  }

  /** In Turkish the small letter of I is ı. */
  @Test
  void anyCaseUnderAnyLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String language : new String[] {"en", "tr"}) {
        Locale.setDefault(Locale.forLanguageTag(language));
        check("SIMD", SIMD, List.of(), SCALAR, SIMD);
        check("Simd", SIMD, List.of(), SCALAR, SIMD);
        check("SCALAR", SCALAR, List.of(), SCALAR, SIMD);
        check("Auto", SIMD, List.of(), SCALAR, SIMD);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theScalarReferenceIsInstalled() {
    List<KernelProvider> scalar =
        Backends.installed().stream().filter(p -> p.name().equals("scalar")).toList();
    assertEquals(1, scalar.size());
    assertEquals(new Available(), scalar.getFirst().availability());
    assertEquals(0, scalar.getFirst().priority());
    assertEquals("org.lstm4j", scalar.getFirst().getClass().getModule().getName());
    scalar.getFirst().create(1).close();
  }

  @Test
  void chooseObeysTheProperty() {
    String before = System.getProperty("lstm4j.backend");
    try {
      System.setProperty("lstm4j.backend", "Scalar");
      assertEquals("scalar", Backends.choose().name());
      System.setProperty("lstm4j.backend", "quantum");
      fails(
          "unknown backend 'quantum'; expected auto, scalar, simd",
          IllegalArgumentException.class,
          Backends::choose);
      System.clearProperty("lstm4j.backend");
      assertEquals(
          Backends.select("auto", Backends.installed()).provider().name(),
          Backends.choose().name());
    } finally {
      if (before == null) {
        System.clearProperty("lstm4j.backend");
      } else {
        System.setProperty("lstm4j.backend", before);
      }
    }
  }

  /** Which goes by the name of the one it becomes. */
  @Test
  void autoLetsAnotherBackendStartForOneThatHasToWarmUp() {
    KernelProvider slow = new Cold(SIMD);
    for (List<KernelProvider> installed : List.of(List.of(slow, SCALAR), List.of(SCALAR, slow))) {
      Backends.Choice choice = Backends.select("auto", installed);
      WarmUpProvider provider = assertInstanceOf(WarmUpProvider.class, choice.provider());
      assertEquals("simd", provider.name());
      assertEquals(100, provider.priority());
      assertEquals(new Available(), provider.availability());
      assertEquals(List.of(), choice.refusals());
      check("simd", slow, List.of(), slow, SCALAR);
      check("scalar", SCALAR, List.of(), slow, SCALAR);
    }
  }

  @Test
  void autoTakesABackendThatHasToWarmUpAsItIsIfNoOtherCanStart() {
    KernelProvider slow = new Cold(SIMD);
    check("auto", slow, List.of(), slow);
    check("auto", slow, List.of(), slow, new Fake("slow", -1, new Unavailable("it is slow", "")));
    check("auto", slow, List.of(), slow, new Cold(SCALAR));
  }

  private static void check(
      String mode, KernelProvider expected, List<String> refusals, KernelProvider... installed) {
    Backends.Choice choice = Backends.select(mode, List.of(installed));
    assertSame(expected, choice.provider());
    assertEquals(refusals, choice.refusals());
  }

  private static void fails(
      String message, Class<? extends RuntimeException> type, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  /** A backend that has to warm up. */
  private record Cold(KernelProvider provider) implements KernelProvider {
    @Override
    public String name() {
      return provider.name();
    }

    @Override
    public int priority() {
      return provider.priority();
    }

    @Override
    public Availability availability() {
      return provider.availability();
    }

    @Override
    public boolean needsWarmUp() {
      return true;
    }

    @Override
    public Kernels create(int threads) {
      return provider.create(threads);
    }
  }

  /** A backend of which only the answers are wanted. */
  private record Fake(String name, int priority, Availability availability)
      implements KernelProvider {
    @Override
    public Kernels create(int threads) {
      throw new AssertionError("nobody asked for kernels");
    }
  }
}
