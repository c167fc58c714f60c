package org.lstm4j.jmh.suite;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;

/**
 * The rows of the table in README.md: everyday work, and the peers that may be the fastest at it.
 */
final class Headline {
  /** Training steps. */
  static final List<String> TRAINING =
      List.of(
          "I1-H32-B1-T25",
          "I64-H64-B32-T100",
          "I128-H256-B32-T50",
          "I512-H512-B64-T50",
          "I1024-H1024-B32-T25");

  /** Forward passes. */
  static final List<String> FORWARD =
      List.of(
          "I1-H32-B1-T25",
          "I128-H128-B1-T100",
          "I256-H256-B1-T25",
          "I1024-H1024-B1-T25",
          "I64-H64-B32-T100",
          "I256-H256-B32-T25",
          "I512-H512-B64-T50");

  /** Products. */
  static final List<String> SIZES =
      List.of(
          "64x64x64",
          "256x256x256",
          "512x512x512",
          "1024x1024x1024",
          "2048x2048x2048",
          "64x2048x512");

  /** Streaming steps. */
  static final List<String> STREAMING =
      List.of("I1-H16-B1-T1", "I1-H32-B1-T1", "I1-H64-B1-T1", "I1-H256-B1-T1");

  private static final Set<String> PEERS =
      Set.of("libtorch", "dnnl", "onnxruntime", "openblas", "mkl");

  private static final List<Row> OURS =
      Stream.of(
              TRAINING.stream().map(shape -> Rows.training(Backends.SIMD, shape, 1)),
              FORWARD.stream().map(shape -> Rows.forward(Backends.SIMD, shape)),
              STREAMING.stream().map(shape -> Rows.streaming(Backends.SIMD, shape)),
              SIZES.stream().map(size -> Rows.gemm(Backends.SIMD, size)))
          .flatMap(rows -> rows)
          .toList();

  private Headline() {}

  /** {@return our own rows, in the order of the table} */
  static List<Row> ours() {
    return OURS;
  }

  /** {@return whether an engine may be the fastest peer somewhere, or is our own} */
  static boolean competes(String engine) {
    return PEERS.contains(engine) || engine.equals(Backends.SIMD);
  }

  /** {@return whether a row is one of them, whoever runs it, on one thread and at full width} */
  static boolean has(Row row) {
    return OURS.contains(row.with("engine", Backends.SIMD));
  }
}
