package org.lstm4j.jmh.engine;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/** The product of one of lstm4j's backends. */
final class Lstm4jGemm implements GemmEngine {
  private final String backend;

  Lstm4jGemm(String backend) {
    this.backend = backend;
  }

  @Override
  public String name() {
    return backend;
  }

  @Override
  public String description() {
    return Engines.lstm(backend).description();
  }

  @Override
  public Product product(GemmProblem problem, int threads) {
    return new Gemm(problem, threads, true);
  }

  @Override
  public Product packedProduct(GemmProblem problem, int threads) {
    return new Gemm(problem, threads, false);
  }

  private final class Gemm implements Product {
    private final boolean packsEachTime;
    private final Kernels kernels;
    private final PackedMatrix packed;
    private final Matrix a;
    private final Matrix b;
    private final float[] c;
    private final Matrix product;

    Gemm(GemmProblem problem, int threads, boolean packsEachTime) {
      this.packsEachTime = packsEachTime;
      kernels = Engines.kernels(backend, threads);
      packed = kernels.newPackedMatrix(problem.k, problem.n);
      a = new Matrix(problem.a, problem.k);
      b = new Matrix(problem.b, problem.n);
      c = new float[problem.m * problem.n];
      product = new Matrix(c, problem.n);
      kernels.pack(packed, b);
    }

    @Override
    public void run() {
      if (packsEachTime) {
        kernels.pack(packed, b);
      }
      kernels.gemm(a, packed, product);
    }

    @Override
    public float[] result() {
      return c;
    }

    @Override
    public void close() {
      kernels.close();
    }
  }
}
