package org.lstm4j.jmh.suite;

import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.kernel.Activations;
import org.lstm4j.jmh.kernel.CacheBandwidth;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.jmh.kernel.GateSteps;
import org.lstm4j.jmh.kernel.Gemm;
import org.lstm4j.jmh.kernel.MemoryBandwidth;
import org.lstm4j.jmh.kernel.Norms;
import org.lstm4j.jmh.kernel.OptimizerStep;
import org.lstm4j.jmh.kernel.Packing;
import org.lstm4j.jmh.lstm.ForwardPass;
import org.lstm4j.jmh.lstm.StreamingStep;
import org.lstm4j.jmh.lstm.TrainingStep;

/** How the rows of each benchmark are written. */
final class Rows {
  private Rows() {}

  static Row ceiling() {
    return Row.of(FmaCeiling.class, "chains");
  }

  /** Reading, or updating in place. */
  static Row bandwidth(String method) {
    return Row.of(MemoryBandwidth.class, method);
  }

  /** The same in a cache. */
  static Row cacheBandwidth(String method, String size) {
    return Row.of(CacheBandwidth.class, method, "size", size);
  }

  static Row gemm(String engine, String size) {
    return Row.of(
        Gemm.class, "multiply", "engine", engine, "size", size, "packed", "true", "threads", "1");
  }

  static Row packing(String method, String engine, String size) {
    return Row.of(Packing.class, method, "engine", engine, "size", size);
  }

  static Row activation(String method, String engine) {
    return Row.of(Activations.class, method, "engine", engine);
  }

  static Row gates(String method, String engine, String shape) {
    return Row.of(GateSteps.class, method, "engine", engine, "shape", shape);
  }

  static Row optimizer(String method, String engine, String size) {
    return Row.of(OptimizerStep.class, method, "engine", engine, "size", size);
  }

  static Row norm(String method, String engine) {
    return Row.of(Norms.class, method, "engine", engine);
  }

  static Row training(String engine, String shape, int threads) {
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

  static Row forward(String engine, String shape) {
    return Row.of(ForwardPass.class, "forward", "engine", engine, "shape", shape, "threads", "1");
  }

  static Row streaming(String engine, String shape) {
    return Row.of(StreamingStep.class, "step", "engine", engine, "shape", shape);
  }

  /** A whole layer, on one thread. */
  static Row lstm(Task task, String engine, String shape) {
    return switch (task) {
      case TRAINING -> training(engine, shape, 1);
      case INFERENCE -> forward(engine, shape);
      case STREAMING -> streaming(engine, shape);
    };
  }
}
