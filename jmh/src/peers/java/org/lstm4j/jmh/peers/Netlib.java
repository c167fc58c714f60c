package org.lstm4j.jmh.peers;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;

/** The sgemm of netlib's BLAS in Java, on arrays, with the Vector API and one thread. */
public final class Netlib implements GemmEngine {
  private static final String PROPERTIES = "/META-INF/maven/dev.ludovic.netlib/blas/pom.properties";

  /** Called by the service loader. */
  public Netlib() {}

  @Override
  public String name() {
    return "netlib";
  }

  @Override
  public String description() {
    Properties properties = new Properties();
    try (InputStream in = JavaBLAS.class.getResourceAsStream(PROPERTIES)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "netlib %s, %s, 1 thread"
        .formatted(
            properties.getProperty("version"), JavaBLAS.getInstance().getClass().getSimpleName());
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
