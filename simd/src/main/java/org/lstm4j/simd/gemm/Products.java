package org.lstm4j.simd.gemm;

import java.util.Arrays;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

/**
 * Products over a team: the rows of C are cut into parts of whole tiles where the product is large
 * enough to be worth waking the others.
 */
public final class Products {
  private final Workers workers;
  private final Gemm[] gemms;
  private final TransposedGemm[] transposedGemms;
  private final Views[] views;
  private final Plain plain = new Plain();
  private final Transposed transposed = new Transposed();
  private final Columns columnSums = new Columns();
  private final Matrix zero = new Matrix();
  private Matrix zeros = new Matrix();

  /** The operands of one part. */
  private static final class Views {
    private final Matrix a = new Matrix();
    private final Matrix start = new Matrix();
    private final Matrix c = new Matrix();
  }

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
    this.views = new Views[gemms.length];
    Arrays.setAll(transposedGemms, part -> new TransposedGemm());
    Arrays.setAll(views, part -> new Views());
  }

  /**
   * C ← A·B; see {@link Gemm#multiply}.
   *
   * @param a A
   * @param b packed B
   * @param c C
   */
  public void multiply(Matrix a, Panels b, Matrix c) {
    if (zeros.columns() < c.columns()) {
      zeros = new Matrix(new float[c.columns()], c.columns());
    }
    multiply(a, b, zero.block(zeros, 0, 0, 1, c.columns()), c);
  }

  /**
   * C ← start + A·B; see {@link Gemm#multiply}.
   *
   * @param a A
   * @param b packed B
   * @param start what the chains start from; one row serves all
   * @param c C
   */
  public void multiply(Matrix a, Panels b, Matrix start, Matrix c) {
    if (workers.shares((long) c.rows() * b.columns() * b.rows())) {
      plain.set(a, b, start, c);
      workers.run(plain);
    } else {
      gemms[0].multiply(a, b, 0, start, c);
    }
  }

  /**
   * C ← Aᵀ·B or C ← C + Aᵀ·B; see {@link TransposedGemm#multiply}.
   *
   * @param a A
   * @param b B
   * @param c C
   * @param accumulate whether chains start at C's old values
   */
  public void transposedMultiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    if (workers.shares((long) c.rows() * c.columns() * b.rows())) {
      transposed.set(a, b, c, accumulate);
      workers.run(transposed);
    } else {
      transposedGemms[0].multiply(a, b, c, accumulate);
    }
  }

  /**
   * Sums over rows; see {@link Rows#columnSums}. Threads take columns.
   *
   * @param a A
   * @param sums receives the sums
   * @param accumulate whether they start at their old values
   */
  public void columnSums(Matrix a, Matrix sums, boolean accumulate) {
    if (workers.sharesSweep(a.size())) {
      columnSums.set(a, sums, accumulate);
      workers.run(columnSums);
    } else {
      Rows.columnSums(a, sums, accumulate);
    }
  }

  /** The operands of a product in work; kept, so that a call allocates nothing. */
  private final class Plain implements Workers.Task {
    private Matrix a;
    private Panels b;
    private Matrix start;
    private Matrix c;

    void set(Matrix newA, Panels newB, Matrix newStart, Matrix newC) {
      a = newA;
      b = newB;
      start = newStart;
      c = newC;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(c.rows(), Gemm.PART_ROWS, part, parts);
      int to = Parts.start(c.rows(), Gemm.PART_ROWS, part + 1, parts);
      Views mine = views[part];
      Matrix begin = start.rows() == 1 ? start : mine.start.rows(start, from, to);
      gemms[part].multiply(mine.a.rows(a, from, to), b, 0, begin, mine.c.rows(c, from, to));
    }
  }

  /** The operands of a transposed product in work. */
  private final class Transposed implements Workers.Task {
    private Matrix a;
    private Matrix b;
    private Matrix c;
    private boolean accumulate;

    void set(Matrix newA, Matrix newB, Matrix newC, boolean newAccumulate) {
      a = newA;
      b = newB;
      c = newC;
      accumulate = newAccumulate;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(c.rows(), Gemm.PART_ROWS, part, parts);
      int to = Parts.start(c.rows(), Gemm.PART_ROWS, part + 1, parts);
      Views mine = views[part];
      mine.a.block(a, 0, from, a.rows(), to - from);
      transposedGemms[part].multiply(mine.a, b, mine.c.rows(c, from, to), accumulate);
    }
  }

  /** The operands of sums over rows in work. */
  private final class Columns implements Workers.Task {
    private Matrix a;
    private Matrix sums;
    private boolean accumulate;

    void set(Matrix newA, Matrix newSums, boolean newAccumulate) {
      a = newA;
      sums = newSums;
      accumulate = newAccumulate;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(a.columns(), Rows.PART_COLUMNS, part, parts);
      int to = Parts.start(a.columns(), Rows.PART_COLUMNS, part + 1, parts);
      Views mine = views[part];
      mine.a.block(a, 0, from, a.rows(), to - from);
      mine.c.block(sums, 0, from, 1, to - from);
      Rows.columnSums(mine.a, mine.c, accumulate);
    }
  }
}
