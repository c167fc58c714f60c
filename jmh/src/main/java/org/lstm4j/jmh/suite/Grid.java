package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.jmh.kernel.CacheBandwidth;
import org.lstm4j.jmh.kernel.GateSteps;
import org.lstm4j.jmh.kernel.Gemm;
import org.lstm4j.jmh.kernel.OptimizerStep;
import org.lstm4j.jmh.kernel.Packing;
import org.lstm4j.jmh.machine.Machine;
import org.openjdk.jmh.annotations.Param;

/** What is measured: the rows of the quick and of the full suite. */
final class Grid {
  /** Widths that are measured beside the machine's own. */
  static final List<Integer> NARROW = List.of(128, 256);

  /** Peers that are written in Java, and need C2 as we do. */
  private static final Set<String> JAVA_PEERS = Set.of("netlib");

  /** Rounds in which rows run that support the comparisons with peers. */
  private static final int SUPPORTING_FORKS = 3;

  /** Our own backends. */
  private static final List<String> BACKENDS = List.of(Backends.SIMD, Backends.SCALAR);

  /** Whatever is no peer. */
  static final List<String> OURS = List.of(Backends.SIMD, Backends.SCALAR, Engines.ROUNDED);

  /** Streams that wait for their weights. */
  private static final List<String> WEIGHTY =
      List.of("I1-H256-B1-T1", "I1-H512-B1-T1", "I1-H1024-B1-T1");

  private static final List<String> TRAINING = Headline.TRAINING;
  private static final List<String> STREAMING = Headline.STREAMING;

  /** On these everybody runs; on the others those who may be the fastest. */
  private static final List<String> FORWARD =
      List.of("I1-H32-B1-T25", "I128-H128-B1-T100", "I64-H64-B32-T100", "I512-H512-B64-T50");

  private static final List<String> SIZES = values(Gemm.class, "size");
  private static final List<String> CACHES = values(CacheBandwidth.class, "size");
  private static final List<String> WEIGHTS = values(Packing.class, "size");
  private static final List<String> MODELS = values(OptimizerStep.class, "size");
  private static final List<String> TAPES = values(GateSteps.class, "shape");
  private static final List<String> FUNCTIONS = List.of("exp", "sigmoid", "tanh");
  private static final List<String> OPTIMIZERS = List.of("sgd", "momentum", "adam");
  private static final List<String> NORMS =
      List.of("squaredNorm", "indexOfNonFinite", "clamp", "scale", "columnSums");

  /** Deeplearning4j takes up to forty times as long as we do: this much work and no more. */
  private static final double DL4J_FLOPS = LstmShape.parse("I128-H256-B32-T50").trainingFlops();

  /** netlib takes seconds for larger ones. */
  private static final List<String> NETLIB_SIZES = List.of("64x64x64", "512x512x512");

  /** MKL gets a choice beside the headline, so that a round stays short; OpenBLAS has all sizes. */
  private static final List<String> MKL_SIZES = List.of("1x128x32", "8x512x128", "1x2048x512");

  /** Much weight and one sequence: a layer whose threads share units. */
  private static final String ONE_SEQUENCE = "I1024-H1024-B1-T25";

  private Grid() {}

  /** {@return the widths below this machine's own} */
  static List<Integer> narrow() {
    return NARROW.stream().filter(bits -> bits < Machine.vectorBits()).toList();
  }

  /** A taste of everything on our own backends. */
  static List<Row> quick() {
    List<Row> rows = new ArrayList<>();
    rows.add(Rows.ceiling());
    rows.add(Rows.bandwidth("read"));
    for (String size : List.of("64x64x64", "512x512x512", "8x512x128", "64x2048x512")) {
      rows.add(Rows.gemm(Backends.SIMD, size));
    }
    rows.add(Rows.packing("packTransposed", Backends.SIMD, WEIGHTS.get(1)));
    for (String engine : List.of(Backends.SIMD, "jdk")) {
      rows.add(Rows.activation("tanh", engine));
    }
    rows.add(Rows.gates("forward", Backends.SIMD, TAPES.get(1)));
    rows.add(Rows.optimizer("adam", Backends.SIMD, MODELS.get(1)));
    rows.add(Rows.norm("squaredNorm", Backends.SIMD));
    for (String engine : BACKENDS) {
      for (String shape : TRAINING.subList(0, 2)) {
        rows.add(Rows.training(engine, shape, 1));
      }
      rows.add(Rows.streaming(engine, STREAMING.get(1)));
    }
    for (String shape : FORWARD.subList(0, 3)) {
      rows.add(Rows.forward(Backends.SIMD, shape));
    }
    rows.add(Rows.forward(Backends.SCALAR, FORWARD.get(0)));
    rows.add(Rows.training(Backends.SIMD, TRAINING.get(1), 2));
    if (!narrow().isEmpty()) {
      rows.add(Rows.training(Backends.SIMD, TRAINING.get(1), 1).withBits(narrow().getLast()));
    }
    rows.add(Rows.training(Backends.SIMD, Growth.all().getLast().shapes().get(1), 1));
    return rows;
  }

  /**
   * Everything that is published.
   *
   * @param peers whether on the peers of this class path as well
   */
  static List<Row> full(boolean peers) {
    Collection<Row> rows = new LinkedHashSet<>(); // growing sizes share some
    rows.add(Rows.ceiling());
    for (String method : List.of("read", "update")) {
      CACHES.forEach(size -> rows.add(Rows.cacheBandwidth(method, size)));
      rows.add(Rows.bandwidth(method));
    }
    for (LstmEngine engine : Engines.lstm()) {
      if (peers || OURS.contains(engine.name())) {
        addHeadline(engine, rows);
        addGrowth(engine, rows);
      }
    }
    for (String shape : TRAINING.subList(1, TRAINING.size())) {
      rows.add(Rows.training(Backends.SIMD, shape, 2));
    }
    rows.add(Rows.training(Backends.SIMD, ONE_SEQUENCE, 1));
    rows.add(Rows.training(Backends.SIMD, ONE_SEQUENCE, 2));
    for (String shape : WEIGHTY) {
      rows.add(Rows.streaming(Backends.SIMD, shape));
      rows.add(Rows.streaming(Engines.ROUNDED, shape));
    }
    for (int bits : narrow()) {
      TRAINING
          .subList(0, 2)
          .forEach(shape -> rows.add(Rows.training(Backends.SIMD, shape, 1).withBits(bits)));
      FORWARD
          .subList(1, 3)
          .forEach(shape -> rows.add(Rows.forward(Backends.SIMD, shape).withBits(bits)));
    }
    addKernels(rows);
    for (GemmEngine engine : Engines.gemm()) {
      if (engine.name().equals(Backends.SIMD) || (peers && !OURS.contains(engine.name()))) {
        SIZES.stream()
            .filter(size -> multiplies(engine.name(), size))
            .forEach(size -> rows.add(Rows.gemm(engine.name(), size)));
      }
    }
    rows.addAll(ExperimentRows.all());
    return sideBySide(rows);
  }

  /** The rows of the table in README.md with the peers that may be the fastest, and their limit. */
  static List<Row> headline() {
    return full(true).stream()
        .filter(row ->
            row.equals(Rows.ceiling())
                || (Headline.has(row) && Headline.competes(row.get("engine"))))
        .toList();
  }

  /**
   * The same rows in an order in which those of the same work follow each other, so that what the
   * machine does for some minutes hits all engines, widths and numbers of threads alike.
   */
  private static List<Row> sideBySide(Collection<Row> rows) {
    Map<Row, List<Row>> byWork = new LinkedHashMap<>();
    for (Row row : rows) {
      Row work = row.with("engine", "").with("threads", "").withBits(0);
      byWork.computeIfAbsent(work, _ -> new ArrayList<>()).add(row);
    }
    return byWork.values().stream().flatMap(List::stream).toList();
  }

  private static boolean multiplies(String engine, String size) {
    return switch (engine) {
      case "netlib" -> NETLIB_SIZES.contains(size);
      case "mkl" -> MKL_SIZES.contains(size) || Headline.SIZES.contains(size);
      default -> true;
    };
  }

  private static void addHeadline(LstmEngine engine, Collection<Row> rows) {
    boolean scalar = engine.name().equals(Backends.SCALAR);
    add(Task.TRAINING, engine, scalar ? TRAINING.subList(0, 2) : TRAINING, rows);
    List<String> forward = Headline.competes(engine.name()) ? Headline.FORWARD : FORWARD;
    add(Task.INFERENCE, engine, scalar ? FORWARD.subList(0, 1) : forward, rows);
    add(Task.STREAMING, engine, scalar ? STREAMING.subList(1, 2) : STREAMING, rows);
  }

  private static void addGrowth(LstmEngine engine, Collection<Row> rows) {
    for (Growth growth : Growth.all()) {
      add(growth.task(), engine, growth.shapes(engine.name()), rows);
    }
  }

  private static void add(Task task, LstmEngine engine, List<String> shapes, Collection<Row> rows) {
    for (String text : shapes) {
      LstmShape shape = LstmShape.parse(text);
      boolean tooLong = engine.name().equals("dl4j") && shape.trainingFlops() > DL4J_FLOPS;
      if (engine.does(task, shape) && !tooLong) {
        rows.add(Rows.lstm(task, engine.name(), text));
      }
    }
  }

  private static void addKernels(Collection<Row> rows) {
    for (String method : List.of("pack", "packTransposed")) {
      WEIGHTS.subList(0, 2).forEach(size -> rows.add(Rows.packing(method, Backends.SIMD, size)));
    }
    for (String function : FUNCTIONS) {
      for (String engine : List.of(Backends.SIMD, "jdk")) {
        rows.add(Rows.activation(function, engine));
      }
    }
    for (String direction : List.of("forward", "backward")) {
      for (String shape : TAPES.subList(0, 2)) {
        rows.add(Rows.gates(direction, Backends.SIMD, shape));
      }
    }
    for (String optimizer : OPTIMIZERS) {
      rows.add(Rows.optimizer(optimizer, Backends.SIMD, MODELS.getLast()));
    }
    NORMS.forEach(norm -> rows.add(Rows.norm(norm, Backends.SIMD)));
  }

  /**
   * {@return after how many rounds a row has enough forks: what is compared with peers runs in
   * every round, growing sizes, widths and small operations in three}
   */
  static int mostForks(Row row) {
    if (ExperimentRows.has(row)) {
      return ExperimentRows.mostForks(row);
    }
    boolean compared =
        switch (row.topic()) {
          case "Gemm", "FmaCeiling", "MemoryBandwidth" -> true;
          default -> Headline.has(row.get("threads").equals("2") ? row.with("threads", "1") : row);
        };
    return compared ? Integer.MAX_VALUE : SUPPORTING_FORKS;
  }

  /** {@return whether a row runs Java code, which C2 has to compile first} */
  static boolean isJava(Row row) {
    String engine = row.get("engine");
    return engine.isEmpty()
        || OURS.contains(engine)
        || engine.equals("jdk")
        || JAVA_PEERS.contains(engine);
  }

  /** {@return the values over which a benchmark runs by itself} */
  static List<String> values(Class<?> benchmark, String parameter) {
    try {
      return List.of(benchmark.getField(parameter).getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException(
          "%s has no parameter '%s'".formatted(benchmark.getName(), parameter), e);
    }
  }
}
