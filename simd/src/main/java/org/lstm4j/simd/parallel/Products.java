package org.lstm4j.simd.parallel;

import java.util.Arrays;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.gemm.Rows;
import org.lstm4j.simd.gemm.TransposedGemm;

/**
 * Products over a team: the rows of C are cut into parts of whole tiles where the product is large
 * enough to be worth waking the others.
 */
public final class Products {
  private final Workers workers;
  private final Gemm[] gemms;
  private final TransposedGemm[] transposedGemms;
  private final Plain plain = new Plain();
  private final Transposed transposed = new Transposed();
  private final Columns columnSums = new Columns();
  private float[] zeros = {};

  /**
   * Products for a team.
   *
   * @param workers the team
   * @param gemms a product machine per thread
   */
  public Products(Workers workers, Gemm[] gemms) {
    this.workers = workers;
    this.gemms = gemms;
    this.transposedGemms = new TransposedGemm[gemms.length];
    Arrays.setAll(transposedGemms, part -> new TransposedGemm());
  }

  /**
   * C ← A·B; see {@link Gemm#multiply}.
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
  public void multiply(
      int m, float[] a, int aOff, int lda, Panels b, float[] c, int cOff, int ldc) {
    if (zeros.length < b.columns()) {
      zeros = new float[b.columns()];
    }
    multiply(m, a, aOff, lda, b, zeros, 0, 0, c, cOff, ldc);
  }

  /**
   * C ← start + A·B; see {@link Gemm#multiply}.
   *
   * @param m rows of A and C
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B
   * @param start holds what the chains start from
   * @param sOff its offset
   * @param lds its leading dimension; 0 for one row that serves all
   * @param c holds C
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void multiply(
      int m,
      float[] a,
      int aOff,
      int lda,
      Panels b,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    if (workers.shares((long) m * b.columns() * b.rows())) {
      plain.set(m, a, aOff, lda, b, start, sOff, lds, c, cOff, ldc);
      workers.run(plain);
    } else {
      gemms[0].multiply(m, b.columns(), a, aOff, lda, b, 0, start, sOff, lds, c, cOff, ldc);
    }
  }

  /**
   * C ← Aᵀ·B; see {@link TransposedGemm#multiply}.
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
  public void transposedMultiply(
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
    if (workers.shares((long) m * n * k)) {
      transposed.set(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
      workers.run(transposed);
    } else {
      transposedGemms[0].multiply(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    }
  }

  /**
   * Sums over rows; see {@link Rows#columnSums}. Threads take columns.
   *
   * @param rows rows of A
   * @param columns columns of A
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param out receives the sums
   * @param outOff offset of the sums
   */
  public void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    columnSums.set(rows, columns, a, aOff, lda, out, outOff);
    if (workers.sharesSweep((long) rows * columns)) {
      workers.run(columnSums);
    } else {
      columnSums.run(0, 1);
    }
  }

  /** The operands of a product in work; kept, so that a call allocates nothing. */
  private final class Plain implements Workers.Task {
    private int m;
    private float[] a;
    private int aOff;
    private int lda;
    private Panels b;
    private float[] start;
    private int sOff;
    private int lds;
    private float[] c;
    private int cOff;
    private int ldc;

    void set(
        int newM,
        float[] newA,
        int newAOff,
        int newLda,
        Panels newB,
        float[] newStart,
        int newSOff,
        int newLds,
        float[] newC,
        int newCOff,
        int newLdc) {
      m = newM;
      a = newA;
      aOff = newAOff;
      lda = newLda;
      b = newB;
      start = newStart;
      sOff = newSOff;
      lds = newLds;
      c = newC;
      cOff = newCOff;
      ldc = newLdc;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(m, Gemm.PART_ROWS, part, parts);
      int to = Parts.start(m, Gemm.PART_ROWS, part + 1, parts);
      int s = sOff + from * lds;
      int z = cOff + from * ldc;
      gemms[part].multiply(
          to - from, b.columns(), a, aOff + from * lda, lda, b, 0, start, s, lds, c, z, ldc);
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
      int from = Parts.start(m, Gemm.PART_ROWS, part, parts);
      int to = Parts.start(m, Gemm.PART_ROWS, part + 1, parts);
      transposedGemms[part].multiply(
          to - from, n, k, a, aOff + from, lda, b, bOff, ldb, c, cOff + from * ldc, ldc);
    }
  }

  /** The operands of sums over rows in work. */
  private static final class Columns implements Workers.Task {
    private int rows;
    private int columns;
    private float[] a;
    private int aOff;
    private int lda;
    private float[] out;
    private int outOff;

    void set(
        int newRows,
        int newColumns,
        float[] newA,
        int newAOff,
        int newLda,
        float[] newOut,
        int newOutOff) {
      rows = newRows;
      columns = newColumns;
      a = newA;
      aOff = newAOff;
      lda = newLda;
      out = newOut;
      outOff = newOutOff;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(columns, Rows.PART_COLUMNS, part, parts);
      int to = Parts.start(columns, Rows.PART_COLUMNS, part + 1, parts);
      Rows.columnSums(rows, to - from, a, aOff + from, lda, out, outOff + from);
    }
  }
}
