package org.lstm4j.jmh.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;

/** OpenBLAS's sgemm on memory outside the heap. */
public final class OpenBlas implements GemmEngine {

  /** Called by the service loader. */
  public OpenBlas() {}

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  @SuppressWarnings("restricted") // the function is missing from the binding
  public String description() {
    Loader.load(openblas.class);
    try {
      MethodHandle config =
          Linker.nativeLinker()
              .downcallHandle(
                  MemorySegment.ofAddress(Loader.addressof("openblas_get_config").address()),
                  FunctionDescriptor.of(ValueLayout.ADDRESS));
      MemorySegment text = (MemorySegment) config.invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS does not say how it is configured", e);
    }
  }

  @Override
  public Product product(GemmProblem p, int threads) {
    openblas.blas_set_num_threads(threads);
    FloatPointer a = new FloatPointer(p.a);
    FloatPointer b = new FloatPointer(p.b);
    FloatPointer c = new FloatPointer((long) p.m * p.n);
    return new Product() {
      @Override
      public void run() {
        openblas.cblas_sgemm(
            openblas.CblasRowMajor,
            openblas.CblasNoTrans,
            openblas.CblasNoTrans,
            p.m,
            p.n,
            p.k,
            1f,
            a,
            p.k,
            b,
            p.n,
            0f,
            c,
            p.n);
      }

      @Override
      public float[] result() {
        float[] values = new float[p.m * p.n];
        c.get(values);
        return values;
      }
    };
  }
}
