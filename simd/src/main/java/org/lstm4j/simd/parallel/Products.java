package org.lstm4j.simd.parallel;

import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;

/**
 * Products over a team: the rows of C are cut into parts of whole tiles where the product is large
 * enough to be worth waking the others.
 */
public final class Products {
  private final Workers workers;
  private final Gemm[] gemms;
  private final Plain plain = new Plain();
  private final Transposed transposed = new Transposed();

  /**
   * Products for a team.
   *
   * @param workers the team
   * @param gemms a product machine per thread
   */
  public Products(Workers workers, Gemm[] gemms) {
    this.workers = workers;
    this.gemms = gemms;
  }

  private boolean worthSharing(int m, int n, int k) {
    return workers.count() > 1 && (long) m * n * k >= Workers.SHARED_FROM;
  }

  /**
   * C ← C + A·B; see {@link Gemm#multiplyAdd}.
   *
   * @param m rows of A and C
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B
   * @param c holds C
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void multiplyAdd(
      int m, float[] a, int aOff, int lda, Panels b, float[] c, int cOff, int ldc) {
    if (worthSharing(m, b.columns(), b.rows())) {
      plain.set(m, a, aOff, lda, b, c, cOff, ldc);
      workers.run(plain);
    } else {
      gemms[0].multiplyAdd(m, a, aOff, lda, b, c, cOff, ldc);
    }
  }

  /**
   * C ← C + Aᵀ·B; see {@link Gemm#transposedMultiplyAdd}.
   *
   * @param m columns of A, rows of C
   * @param n columns of B and C
   * @param k rows of A and B
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b holds B
   * @param bOff offset of B
   * @param ldb leading dimension of B
   * @param c holds C
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void transposedMultiplyAdd(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    if (worthSharing(m, n, k)) {
      transposed.set(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
      workers.run(transposed);
    } else {
      gemms[0].transposedMultiplyAdd(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    }
  }

  /** The operands of a product in work; kept, so that a call allocates nothing. */
  private final class Plain implements Workers.Task {
    private int m;
    private float[] a;
    private int aOff;
    private int lda;
    private Panels b;
    private float[] c;
    private int cOff;
    private int ldc;

    void set(
        int newM,
        float[] newA,
        int newAOff,
        int newLda,
        Panels newB,
        float[] newC,
        int newCOff,
        int newLdc) {
      m = newM;
      a = newA;
      aOff = newAOff;
      lda = newLda;
      b = newB;
      c = newC;
      cOff = newCOff;
      ldc = newLdc;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(m, Gemm.TILE_ROWS, part, parts);
      int to = Parts.start(m, Gemm.TILE_ROWS, part + 1, parts);
      gemms[part].multiplyAdd(to - from, a, aOff + from * lda, lda, b, c, cOff + from * ldc, ldc);
    }
  }

  /** The operands of a transposed product in work. */
  private final class Transposed implements Workers.Task {
    private int m;
    private int n;
    private int k;
    private float[] a;
    private int aOff;
    private int lda;
    private float[] b;
    private int bOff;
    private int ldb;
    private float[] c;
    private int cOff;
    private int ldc;

    void set(
        int newM,
        int newN,
        int newK,
        float[] newA,
        int newAOff,
        int newLda,
        float[] newB,
        int newBOff,
        int newLdb,
        float[] newC,
        int newCOff,
        int newLdc) {
      m = newM;
      n = newN;
      k = newK;
      a = newA;
      aOff = newAOff;
      lda = newLda;
      b = newB;
      bOff = newBOff;
      ldb = newLdb;
      c = newC;
      cOff = newCOff;
      ldc = newLdc;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(m, Gemm.TILE_ROWS, part, parts);
      int to = Parts.start(m, Gemm.TILE_ROWS, part + 1, parts);
      gemms[part].transposedMultiplyAdd(
          to - from, n, k, a, aOff + from, lda, b, bOff, ldb, c, cOff + from * ldc, ldc);
    }
  }
}
