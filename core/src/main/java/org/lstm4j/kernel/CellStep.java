package org.lstm4j.kernel;

/**
 * One step of an LSTM's cell for some sequences: what {@link CellSteps} read and write, as views
 * that whoever owns the arrays moves from step to step. B is the number of sequences, H that of
 * hidden units; gates stand in the order of {@link Gates}.
 *
 * <pre>
 * gates         [B × 4H]  z;  after forward: i f g o;  after backward: dz
 * peepholes     [3 × H]   from the cell to i, f and o; 0 × 0 for none
 * unclipped     [B × 4H]  z as it was before clipping; 0 × 0 for inference and without clipping
 * before        [B × H]   c before the step
 * cells         [B × H]   c after the step; may be those before
 * outputs       [B × H]   ψ(c)
 * hidden        [B × H]   h
 * dHidden       [B × H]   gradients of h; not for inference
 * dCells        [B × H]   gradients of c, carried from step to step; not for inference
 * </pre>
 */
public final class CellStep {
  /** The row of the peepholes to the input gate. */
  public static final int TO_INPUT = 0;

  /** The row of the peepholes to the forget gate. */
  public static final int TO_FORGET = 1;

  /** The row of the peepholes to the output gate. */
  public static final int TO_OUTPUT = 2;

  /** The number of gates that peepholes lead to. */
  public static final int PEEPHOLES = 3;

  /** The equations. */
  public final CellEquations equations;

  /** Pre-activations, gates or their gradients, {@code [B × 4H]}. */
  public final Matrix gates = new Matrix();

  /** Peephole weights, {@code [3 × H]}; 0 × 0 for none. */
  public final Matrix peepholes = new Matrix();

  /** Pre-activations before clipping, {@code [B × 4H]}; 0 × 0 if nobody wants them. */
  public final Matrix unclipped = new Matrix();

  /** Cell states before the step, {@code [B × H]}. */
  public final Matrix before = new Matrix();

  /** Cell states after the step, {@code [B × H]}. */
  public final Matrix cells = new Matrix();

  /** Activated cell states, {@code [B × H]}. */
  public final Matrix outputs = new Matrix();

  /** Hidden states, {@code [B × H]}. */
  public final Matrix hidden = new Matrix();

  /** Gradients of the hidden states, {@code [B × H]}. */
  public final Matrix dHidden = new Matrix();

  /** Gradients of the cell states, {@code [B × H]}. */
  public final Matrix dCells = new Matrix();

  /**
   * A step, of no sequences yet.
   *
   * @param equations its equations
   */
  public CellStep(CellEquations equations) {
    this.equations = equations;
  }

  /** {@return hidden units H} */
  public int units() {
    return before.columns();
  }

  /** {@return sequences B} */
  public int sequences() {
    return gates.rows();
  }

  /** {@return whether there are peepholes} */
  public boolean hasPeepholes() {
    return peepholes.rows() > 0;
  }

  /** {@return whether pre-activations before clipping are kept} */
  public boolean keepsUnclipped() {
    return unclipped.rows() > 0;
  }
}
