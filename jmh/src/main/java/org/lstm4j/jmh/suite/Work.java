package org.lstm4j.jmh.suite;

import org.lstm4j.jmh.engine.GemmSize;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.jmh.kernel.Activations;
import org.lstm4j.jmh.kernel.MemoryBandwidth;
import org.lstm4j.jmh.kernel.Norms;

/**
 * What one operation of a row does. A multiply-add is two floating-point operations; bytes are
 * those of every operand once, as if no cache held it before and none of it were read twice.
 *
 * @param elements what a time is divided by: outputs, or inputs of a sum
 * @param flops floating-point operations; 0 where they say nothing
 * @param read bytes read; 0 where they say nothing
 * @param written bytes written
 */
record Work(double elements, double flops, double read, double written) {
  private static final int FLOAT = Float.BYTES;

  /** {@return the work of a row} */
  static Work of(Row row) {
    return switch (row.topic()) {
      case "FmaCeiling" -> new Work(1, 0, 0, 0); // depends on the width of the vectors
      case "MemoryBandwidth" -> bandwidth(row.method(), MemoryBandwidth.LENGTH);
      case "CacheBandwidth" -> bandwidth(row.method(), Integer.parseInt(row.get("size")));
      case "Gemm" -> product(GemmSize.parse(row.get("size")));
      case "Packing" -> packing(row.get("size"));
      case "Activations" -> each(Activations.LENGTH, 0, 0, 0);
      case "GateSteps" -> gates(row.method(), LstmShape.parse(row.get("shape")));
      case "OptimizerStep" -> optimizer(row.method(), Integer.parseInt(row.get("size")));
      case "Norms" -> norm(row.method());
      case "Experiment" -> new Work(1, 0, 0, 0);
      case "TrainingStep" -> lstm(LstmShape.parse(row.get("shape")), true);
      default -> lstm(LstmShape.parse(row.get("shape")), false);
    };
  }

  /** Floating-point operations, floats read and floats written of each element. */
  private static Work each(double elements, double flops, double read, double written) {
    return new Work(
        elements, flops * elements, FLOAT * read * elements, FLOAT * written * elements);
  }

  private static Work bandwidth(String method, int length) {
    return method.equals("read") ? each(length, 1, 1, 0) : each(length, 0, 1, 1);
  }

  private static Work product(GemmSize size) {
    double a = (double) size.m() * size.k();
    double b = (double) size.k() * size.n();
    double c = (double) size.m() * size.n();
    return new Work(c, size.flops(), FLOAT * (a + b), FLOAT * c);
  }

  private static Work packing(String size) {
    String[] sizes = size.split("x", -1);
    return each(Double.parseDouble(sizes[0]) * Double.parseDouble(sizes[1]), 0, 1, 1);
  }

  /**
   * Forward reads the four gates and writes them, c, ψ(c) and h; backward reads the gates, the old
   * c, ψ(c) and the gradient of h, and writes dz and that gradient. Both read the weights.
   */
  private static Work gates(String method, LstmShape shape) {
    double units = (double) shape.steps() * shape.batch() * shape.hidden();
    double weights = 4.0 * shape.hidden() * shape.hidden();
    double flops = 2 * weights * shape.batch() * shape.steps();
    boolean forward = method.equals("forward");
    double read = (forward ? 4 : 7) * units + weights;
    double written = (forward ? 7 : 5) * units;
    return new Work(units, flops, FLOAT * read, FLOAT * written);
  }

  private static Work optimizer(String method, int size) {
    return switch (method) {
      case "sgd" -> each(size, 2, 2, 1);
      case "momentum" -> each(size, 4, 3, 2);
      default -> each(size, 13, 4, 3); // Adam, its root and its division counted as one each
    };
  }

  private static Work norm(String method) {
    return switch (method) {
      case "squaredNorm" -> each(Norms.LENGTH, 2, 1, 0);
      case "columnSums" -> each(Norms.LENGTH, 1, 1, 0);
      case "scale" -> each(Norms.LENGTH, 1, 1, 1);
      case "clamp" -> each(Norms.LENGTH, 0, 1, 1);
      default -> each(Norms.LENGTH, 0, 1, 0); // looks for what is not finite
    };
  }

  private static Work lstm(LstmShape shape, boolean training) {
    double units = (double) shape.steps() * shape.batch() * shape.hidden() * shape.layers();
    return new Work(units, training ? shape.trainingFlops() : shape.forwardFlops(), 0, 0);
  }

  /** {@return whether a row measures a bandwidth that others are held against} */
  static boolean isBandwidth(Row row) {
    return row.topic().equals("MemoryBandwidth") || row.topic().equals("CacheBandwidth");
  }

  /** {@return whether a row measures what others are held against} */
  static boolean isLimit(Row row) {
    return isBandwidth(row) || row.topic().equals("FmaCeiling");
  }

  /** {@return bytes moved} */
  double bytes() {
    return read + written;
  }
}
