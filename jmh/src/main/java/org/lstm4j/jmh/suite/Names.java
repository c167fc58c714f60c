package org.lstm4j.jmh.suite;

import java.util.List;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;

/** One name and one colour for an engine, in every table and every chart. */
final class Names {
  /** By the numbers of their colours. */
  private static final List<String> ENGINES =
      List.of(
          Backends.SIMD,
          "libtorch",
          "dnnl",
          "djl",
          "dl4j",
          "onnxruntime",
          "openblas",
          "mkl",
          "netlib",
          Backends.SCALAR,
          Engines.ROUNDED);

  private Names() {}

  /** {@return the name that readers see} */
  static String of(String engine) {
    return engine.equals(Backends.SIMD) ? "lstm4j" : engine;
  }

  /** {@return the number of the colour} */
  static int color(String engine) {
    int at = ENGINES.indexOf(engine);
    return at >= 0 ? at : ENGINES.size() + Math.floorMod(engine.hashCode(), ENGINES.size());
  }
}
