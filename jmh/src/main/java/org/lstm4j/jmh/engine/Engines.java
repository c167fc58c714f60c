package org.lstm4j.jmh.engine;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.WeightFormat;

/** The engines of this class path: our backends, and peers as services. */
public final class Engines {
  /** Our vector backend with weights rounded to bfloat16. */
  public static final String ROUNDED = "simd-bf16";

  private Engines() {}

  /** {@return all engines that run LSTMs} */
  public static List<LstmEngine> lstm() {
    return Stream.concat(
            Stream.of(Backends.SIMD, Backends.SCALAR)
                .map(backend -> new Lstm4jEngine(backend, WeightFormat.FLOAT32)),
            peers(LstmEngine.class))
        .toList();
  }

  /** {@return all engines that multiply matrices} */
  public static List<GemmEngine> gemm() {
    return Stream.concat(
            Stream.of(new Lstm4jGemm(Backends.SIMD), new Lstm4jGemm(Backends.SCALAR)),
            peers(GemmEngine.class))
        .toList();
  }

  /**
   * Finds an engine that runs LSTMs: one of {@link #lstm()}, or {@code simd-bf16} with rounded
   * weights, which is no like of theirs.
   *
   * @param name its name
   * @return the engine
   * @throws IllegalArgumentException if there is none of that name
   */
  public static LstmEngine lstm(String name) {
    LstmEngine rounded = new Lstm4jEngine(Backends.SIMD, WeightFormat.BFLOAT16);
    return named(
        name, Stream.concat(lstm().stream(), Stream.of(rounded)).toList(), LstmEngine::name);
  }

  /**
   * Finds an engine that multiplies matrices.
   *
   * @param name its name
   * @return the engine
   * @throws IllegalArgumentException if there is none of that name
   */
  public static GemmEngine gemm(String name) {
    return named(name, gemm(), GemmEngine::name);
  }

  /**
   * Our own LSTM on the backend that somebody asks for.
   *
   * @param backend {@code simd}, {@code scalar} or {@code auto}
   * @return the engine
   */
  public static LstmEngine own(String backend) {
    return new Lstm4jEngine(backend, WeightFormat.FLOAT32);
  }

  /** {@return whether the class path holds peers} */
  public static boolean hasPeers() {
    return ServiceLoader.load(LstmEngine.class).findFirst().isPresent();
  }

  /**
   * Makes the kernels of one of our backends.
   *
   * @param backend {@code simd} or {@code scalar}
   * @param threads the most threads to use
   * @return the kernels, to be closed
   */
  public static Kernels kernels(String backend, int threads) {
    return Lstm4jEngine.provider(backend).create(threads);
  }

  private static <E> Stream<E> peers(Class<E> kind) {
    return ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get);
  }

  private static <E> E named(String name, List<E> engines, Function<E, String> nameOf) {
    return engines.stream()
        .filter(engine -> nameOf.apply(engine).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the engine is '%s'; expected one of %s (peers need a build with -Ppeers)"
                    .formatted(
                        name, engines.stream().map(nameOf).collect(Collectors.joining(", ")))));
  }
}
