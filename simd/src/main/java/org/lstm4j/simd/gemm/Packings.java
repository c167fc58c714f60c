package org.lstm4j.simd.gemm;

import java.util.Arrays;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.support.Sizes;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

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
   * @param b B
   */
  public void pack(Panels packed, Matrix b) {
    Sizes.check("weights", b, packed.rows(), packed.columns());
    run.set(packed, b, false);
    share();
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#packTransposed}.
   *
   * @param packed receives B
   * @param bt Bᵀ
   */
  public void packTransposed(Panels packed, Matrix bt) {
    Sizes.check("transposed weights", bt, packed.columns(), packed.rows());
    run.set(packed, bt, true);
    share();
  }

  private void share() {
    if (workers.sharesSweep((long) run.packed.rows() * run.packed.columns())) {
      workers.run(run);
    } else {
      run.run(0, 1);
    }
  }

  /** The matrix in work; kept, so that a call allocates nothing. */
  private final class Run implements Workers.Task {
    private Panels packed;
    private Matrix values;
    private boolean transposed;

    void set(Panels newPacked, Matrix newValues, boolean newTransposed) {
      packed = newPacked;
      values = newValues;
      transposed = newTransposed;
    }

    @Override
    public void run(int part, int parts) {
      int from = Parts.start(packed.columns(), Gemm.PART_COLUMNS, part, parts);
      int to = Parts.start(packed.columns(), Gemm.PART_COLUMNS, part + 1, parts);
      if (transposed) {
        packings[part].packTransposed(packed, from, to, values);
      } else {
        packings[part].pack(packed, from, to, values);
      }
    }
  }
}
