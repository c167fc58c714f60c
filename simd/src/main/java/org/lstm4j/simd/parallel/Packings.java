package org.lstm4j.simd.parallel;

import java.util.Arrays;
import java.util.Objects;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Packing;
import org.lstm4j.simd.gemm.Panels;

/** Packing over a team: every thread packs some panels. */
public final class Packings {
  private final Workers workers;
  private final Packing[] packings;
  private final Run run = new Run();

  /**
   * Packing for a team.
   *
   * @param workers the team
   */
  public Packings(Workers workers) {
    this.workers = workers;
    this.packings = new Packing[workers.count()];
    Arrays.setAll(packings, part -> new Packing());
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#pack}.
   *
   * @param packed receives B
   * @param b holds B
   * @param bOff offset of B
   * @param ldb leading dimension of B
   */
  public void pack(Panels packed, float[] b, int bOff, int ldb) {
    Objects.checkFromIndexSize(bOff, (packed.rows() - 1) * ldb + packed.columns(), b.length);
    if (shares(packed)) {
      run.set(packed, b, bOff, ldb, false);
      workers.run(run);
    } else {
      packings[0].pack(packed, 0, packed.columns(), b, bOff, ldb);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#packTransposed}.
   *
   * @param packed receives B
   * @param bt holds Bᵀ
   * @param btOff offset of Bᵀ
   * @param ldbt leading dimension of Bᵀ
   */
  public void packTransposed(Panels packed, float[] bt, int btOff, int ldbt) {
    Objects.checkFromIndexSize(btOff, (packed.columns() - 1) * ldbt + packed.rows(), bt.length);
    if (shares(packed)) {
      run.set(packed, bt, btOff, ldbt, true);
      workers.run(run);
    } else {
      packings[0].packTransposed(packed, 0, packed.columns(), bt, btOff, ldbt);
    }
  }

  private boolean shares(Panels packed) {
    return workers.sharesSweep((long) packed.rows() * packed.columns());
  }

  /** The matrix in work; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private Panels packed;
    private float[] values;
    private int offset;
    private int ld;
    private boolean transposed;

    void set(Panels newPacked, float[] newValues, int newOffset, int newLd, boolean newTransposed) {
      packed = newPacked;
      values = newValues;
      offset = newOffset;
      ld = newLd;
      transposed = newTransposed;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(packed.columns(), Gemm.PART_COLUMNS, part, parts);
      int to = Parts.start(packed.columns(), Gemm.PART_COLUMNS, part + 1, parts);
      if (transposed) {
        packings[part].packTransposed(packed, from, to, values, offset, ld);
      } else {
        packings[part].pack(packed, from, to, values, offset, ld);
      }
    }
  }
}
