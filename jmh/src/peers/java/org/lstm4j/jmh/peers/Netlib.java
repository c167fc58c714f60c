package org.lstm4j.jmh.peers;

import dev.ludovic.netlib.blas.JavaBLAS;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;

/** The sgemm of netlib's BLAS in Java, on arrays, with the Vector API and one thread. */
public final class Netlib implements GemmEngine {
  /** Called by the service loader. */
  public Netlib() {}

  @Override
  public String name() {
    return "netlib";
  }

  @Override
  public String description() {
    return "netlib %s, %s, 1 thread"
        .formatted(
            MavenVersion.of(JavaBLAS.class, "dev.ludovic.netlib", "blas"),
            JavaBLAS.getInstance().getClass().getSimpleName());
  }

  @Override
  public Product product(GemmProblem p, int threads) {
    JavaBLAS blas = JavaBLAS.getInstance();
    float[] c = new float[p.m * p.n];
    return new Product() {
      @Override
      public void run() { // by columns, as BLAS has it, this is the transposed product
        blas.sgemm("N", "N", p.n, p.m, p.k, 1f, p.b, p.n, p.a, p.k, 0f, c, p.n);
      }

      @Override
      public float[] result() {
        return c;
      }
    };
  }
}
