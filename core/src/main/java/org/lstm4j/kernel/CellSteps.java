package org.lstm4j.kernel;

/**
 * The steps of LSTM cells of every kind, without their products: whoever runs the recurrence puts
 * products, projections, masks and normalisations between them. {@link Kernels#lstmForward} has the
 * recurrence of the plain cell in one. See {@link Kernels} for the conventions.
 */
public interface CellSteps {

  /**
   * From the pre-activations of i, f and g to the cells:
   *
   * <pre>
   * z_i = fma(p_i, c_prev, z_i)    z_f = fma(p_f, c_prev, z_f)              with peepholes
   * z   = min(max(z, −clip), clip), NaN as it is                            with clipping
   * i   = σ(z_i)    f = σ(z_f), or 1 − i if they are coupled    g = φ(z_g)
   * c   = flush(fma(f, c_prev, i·g))
   * </pre>
   *
   * @param step its gates hold z; i, f and g take their places, and its cells are overwritten
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void cells(CellStep step);

  /**
   * From the cells and the pre-activation of o to the hidden states:
   *
   * <pre>
   * z_o = fma(p_o, c, z_o)    clipped as the others    o = σ(z_o)
   * y   = ψ(c)    h = flush(o·y)
   * </pre>
   *
   * @param step as {@link #cells} left it; o takes the place of z_o, outputs and hidden are
   *     overwritten
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void outputs(CellStep step);

  /**
   * Back through {@link #outputs}:
   *
   * <pre>
   * dz_o = flush((dh·y)·σ'(o)),  +0 where |z_o| exceeds clip
   * dc   = flush(fma(dh·o, ψ'(y), dc_next)),  and with peepholes  dc = flush(fma(p_o, dz_o, dc))
   * </pre>
   *
   * @param step as {@link #outputs} left it, with the gradients of h, and of c from the step after;
   *     dz_o takes the place of o, dc that of dc_next
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void outputsBackward(CellStep step);

  /**
   * Back through {@link #cells}:
   *
   * <pre>
   * dz_i = flush((dc·g)·σ'(i)),  or  flush((dc·(g − c_prev))·σ'(i))  if they are coupled
   * dz_f = flush((dc·c_prev)·σ'(f)),  or  +0  if they are coupled
   * dz_g = flush((dc·i)·φ'(g))         each +0 where |z| exceeds clip
   * dc_next = flush(dc·f),  and with peepholes
   * dc_next = flush(fma(p_f, dz_f, fma(p_i, dz_i, dc_next)))
   * </pre>
   *
   * @param step as {@link #outputsBackward} left it; dz takes the place of i, f and g, dc_next that
   *     of dc
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void cellsBackward(CellStep step);
}
