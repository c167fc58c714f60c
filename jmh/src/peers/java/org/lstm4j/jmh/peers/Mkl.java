package org.lstm4j.jmh.peers;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;

/** Intel MKL's sgemm on memory outside the heap, plain and with B packed beforehand. */
public final class Mkl implements GemmEngine {
  private static final int VERSION_LENGTH = 198;

  /** Called by the service loader. */
  public Mkl() {}

  @Override
  public String name() {
    return "mkl";
  }

  @Override
  public String description() {
    try (BytePointer version = new BytePointer(VERSION_LENGTH)) {
      mkl_rt.MKL_Get_Version_String(version, VERSION_LENGTH);
      return version.getString().strip();
    }
  }

  @Override
  public Product product(GemmProblem p, int threads) {
    mkl_rt.MKL_Set_Num_Threads(threads);
    FloatPointer a = new FloatPointer(p.a);
    FloatPointer b = new FloatPointer(p.b);
    FloatPointer c = new FloatPointer((long) p.m * p.n);
    return new Product() {
      @Override
      public void run() {
        mkl_rt.cblas_sgemm(
            mkl_rt.CblasRowMajor,
            mkl_rt.CblasNoTrans,
            mkl_rt.CblasNoTrans,
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
        return read(c, p);
      }
    };
  }

  @Override
  public Product packedProduct(GemmProblem p, int threads) {
    mkl_rt.MKL_Set_Num_Threads(threads);
    FloatPointer a = new FloatPointer(p.a);
    FloatPointer b = new FloatPointer(p.b);
    FloatPointer c = new FloatPointer((long) p.m * p.n);
    long bytes = mkl_rt.cblas_sgemm_pack_get_size(mkl_rt.CblasBMatrix, p.m, p.n, p.k);
    FloatPointer packed = new FloatPointer(bytes / 4 + 1);
    mkl_rt.cblas_sgemm_pack(
        mkl_rt.CblasRowMajor,
        mkl_rt.CblasBMatrix,
        mkl_rt.CblasNoTrans,
        p.m,
        p.n,
        p.k,
        1f,
        b,
        p.n,
        packed);
    return new Product() {
      @Override
      public void run() {
        mkl_rt.cblas_sgemm_compute(
            mkl_rt.CblasRowMajor,
            mkl_rt.CblasNoTrans,
            mkl_rt.CblasPacked,
            p.m,
            p.n,
            p.k,
            a,
            p.k,
            packed,
            p.n,
            0f,
            c,
            p.n);
      }

      @Override
      public float[] result() {
        return read(c, p);
      }
    };
  }

  private static float[] read(FloatPointer c, GemmProblem p) {
    float[] values = new float[p.m * p.n];
    c.get(values);
    return values;
  }
}
