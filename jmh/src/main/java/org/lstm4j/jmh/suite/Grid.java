package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.jmh.kernel.Gemm;
import org.lstm4j.jmh.lstm.ForwardPass;
import org.lstm4j.jmh.lstm.StreamingStep;
import org.lstm4j.jmh.lstm.TrainingStep;
import org.lstm4j.kernel.Backends;
import org.openjdk.jmh.annotations.Param;

/** What is measured: the rows of the quick and of the full suite. */
final class Grid {
  private static final List<String> OURS = List.of(Backends.SIMD, Backends.SCALAR);
  private static final List<String> TRAINING = values(TrainingStep.class, "shape");
  private static final List<String> FORWARD = values(ForwardPass.class, "shape");
  private static final List<String> STREAMING = values(StreamingStep.class, "shape");
  private static final List<String> SIZES = values(Gemm.class, "size");

  private Grid() {}

  /** A taste of everything on our own backends. */
  static List<Row> quick() {
    List<Row> rows = new ArrayList<>();
    rows.add(ceiling());
    for (String size : List.of("64x64x64", "512x512x512", "8x512x128", "64x2048x512")) {
      rows.add(gemm(Backends.SIMD, size));
    }
    for (String engine : List.of(Backends.SIMD, Backends.SCALAR)) {
      for (String shape : TRAINING.subList(0, 2)) {
        rows.add(training(engine, shape, 1));
      }
      for (String shape : FORWARD.subList(0, 3)) {
        rows.add(forward(engine, shape));
      }
      rows.add(streaming(engine, STREAMING.get(1)));
    }
    rows.add(training(Backends.SIMD, TRAINING.get(1), 2));
    return rows;
  }

  /**
   * Everything that is published.
   *
   * @param peers whether on the peers of this class path as well
   */
  static List<Row> full(boolean peers) {
    List<Row> rows = new ArrayList<>();
    rows.add(ceiling());
    for (LstmEngine engine : Engines.lstm()) {
      if (!peers && !OURS.contains(engine.name())) {
        continue;
      }
      boolean scalar = engine.name().equals(Backends.SCALAR);
      for (String shape : scalar ? TRAINING.subList(0, 2) : TRAINING) {
        if (engine.does(Task.TRAINING, LstmShape.parse(shape))) {
          rows.add(training(engine.name(), shape, 1));
        }
      }
      for (String shape : scalar ? FORWARD.subList(0, 1) : FORWARD) {
        if (engine.does(Task.INFERENCE, LstmShape.parse(shape))) {
          rows.add(forward(engine.name(), shape));
        }
      }
      for (String shape : scalar ? STREAMING.subList(1, 2) : STREAMING) {
        if (engine.does(Task.STREAMING, LstmShape.parse(shape))) {
          rows.add(streaming(engine.name(), shape));
        }
      }
    }
    for (String shape : TRAINING.subList(1, TRAINING.size())) {
      rows.add(training(Backends.SIMD, shape, 2));
    }
    for (GemmEngine engine : Engines.gemm()) {
      if (engine.name().equals(Backends.SIMD) || (peers && !OURS.contains(engine.name()))) {
        SIZES.forEach(size -> rows.add(gemm(engine.name(), size)));
      }
    }
    rows.addAll(ExperimentRows.all());
    return rows;
  }

  /** {@return whether a row runs our own code, on one of the backends or in the benchmark} */
  static boolean isOurs(Row row) {
    return row.get("engine").isEmpty() || OURS.contains(row.get("engine"));
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

  private static Row ceiling() {
    return Row.of(FmaCeiling.class, "chains");
  }

  private static Row gemm(String engine, String size) {
    return Row.of(
        Gemm.class, "multiply", "engine", engine, "size", size, "packed", "true", "threads", "1");
  }

  private static Row training(String engine, String shape, int threads) {
    return Row.of(
        TrainingStep.class,
        "step",
        "engine",
        engine,
        "shape",
        shape,
        "threads",
        Integer.toString(threads));
  }

  private static Row forward(String engine, String shape) {
    return Row.of(ForwardPass.class, "forward", "engine", engine, "shape", shape, "threads", "1");
  }

  private static Row streaming(String engine, String shape) {
    return Row.of(StreamingStep.class, "step", "engine", engine, "shape", shape);
  }
}
