package org.lstm4j.kernel;

/**
 * The operations of the engine on flat {@code float[]}: few and large, so that a backend is chosen
 * once and not per loop.
 *
 * <p><b>Conventions.</b> Matrices are row-major views, {@link Matrix}; their sizes say how much is
 * done, and are checked. Outputs must not overlap inputs unless an operation says so. "Overwrites"
 * means that the old content is not read, so it may be NaN. Class indices are checked by the layers
 * above.
 *
 * <p><b>Bits.</b> Every operation has one result, stated in {@code docs/numerics.md} and summarised
 * at each method: a product element is one chain {@code acc = fma(a_k, b_k, acc)} for ascending k
 * from its start value; a sum over elements has the fixed shape of {@link
 * org.lstm4j.kernel.support.SumShape}. Width, tiles, threads and batch splits must not show.
 *
 * <p><b>Threads.</b> An instance belongs to one thread at a time and owns its scratch memory.
 * {@link #close} releases workers, if the backend has any.
 */
public interface Kernels extends Activations, CellSteps, Normalizations, Updates, AutoCloseable {

  /** {@return the backend's name and shape for people, for example {@code scalar}} */
  String description();

  /**
   * Allocates room for a packed right operand of floats.
   *
   * @param rows k, at least 1
   * @param columns n, at least 1
   * @return a matrix that only kernels of this provider understand
   */
  default PackedMatrix newPackedMatrix(int rows, int columns) {
    return newPackedMatrix(rows, columns, WeightFormat.FLOAT32);
  }

  /**
   * Allocates room for a packed right operand. Packing rounds to the format; every operation gives
   * the bits that a matrix of floats with the rounded values would give.
   *
   * @param rows k, at least 1
   * @param columns n, at least 1
   * @param format what is kept of each value
   * @return a matrix that only kernels of this provider understand
   */
  PackedMatrix newPackedMatrix(int rows, int columns, WeightFormat format);

  /**
   * Packs B from its row-major form, each value rounded to the format of the matrix.
   *
   * @param packed receives B {@code [k × n]}
   * @param b B
   * @throws IllegalArgumentException if another provider's kernels made the matrix, or the sizes
   *     differ
   */
  void pack(PackedMatrix packed, Matrix b);

  /**
   * Packs B from its transpose, the form in which PyTorch keeps weights, each value rounded to the
   * format of the matrix.
   *
   * @param packed receives B {@code [k × n]}
   * @param bt Bᵀ {@code [n × k]}
   * @throws IllegalArgumentException if another provider's kernels made the matrix, or the sizes
   *     differ
   */
  void packTransposed(PackedMatrix packed, Matrix bt);

  /**
   * C ← A·B. Each element is one chain over ascending k that starts at +0.
   *
   * @param a A {@code [m × k]}
   * @param b packed B {@code [k × n]}
   * @param c C {@code [m × n]}, overwritten
   * @throws IllegalArgumentException if the sizes do not fit, or another provider's kernels made B
   */
  void gemm(Matrix a, PackedMatrix b, Matrix c);

  /**
   * C ← start + A·B. Each element is one chain over ascending k that starts at the value of start:
   * a bias that serves all rows, or C itself, whose chains then go on.
   *
   * @param a A {@code [m × k]}
   * @param b packed B {@code [k × n]}
   * @param start what the chains start from, {@code [m × n]} or {@code [1 × n]}; may be C
   * @param c C {@code [m × n]}, overwritten
   * @throws IllegalArgumentException if the sizes do not fit, or another provider's kernels made B
   */
  void gemm(Matrix a, PackedMatrix b, Matrix start, Matrix c);

  /**
   * C ← Aᵀ·B or C ← C + Aᵀ·B, the product of weight gradients: k runs over time steps and
   * sequences. Each element is one chain over ascending k that starts at +0 or at the old value of
   * C.
   *
   * @param a A {@code [k × m]}
   * @param b B {@code [k × n]}
   * @param c C {@code [m × n]}
   * @param accumulate whether the chains start at C's old values
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void gemmTransposedA(Matrix a, Matrix b, Matrix c, boolean accumulate);

  /**
   * Sums over rows, the gradient of a bias: {@code sums[j] = a[0][j] + a[1][j] + …} in ascending
   * order from +0, or from the old value.
   *
   * @param a A {@code [rows × columns]}
   * @param sums the sums {@code [1 × columns]}
   * @param accumulate whether the sums start at their old values
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void columnSums(Matrix a, Matrix sums, boolean accumulate);

  /**
   * C[r] ← start + B[index[r]]: the product of one-hot rows with B, without the product.
   *
   * @param indices the hot column of each row of C, each in [0, k)
   * @param from place of the first index
   * @param b packed B {@code [k × n]}
   * @param start what is added to, {@code [1 × n]}
   * @param c C {@code [rows × n]}, overwritten
   * @throws IllegalArgumentException if the sizes do not fit, or another provider's kernels made B
   */
  void gatherRows(int[] indices, int from, PackedMatrix b, Matrix start, Matrix c);

  /**
   * C ← Aᵀ·X or C ← C + Aᵀ·X for one-hot rows X, without the product: C is set to +0 or left as it
   * is, then for ascending r column {@code index[r]} of C gets row r of A added.
   *
   * @param a A {@code [rows × m]}
   * @param indices the hot column of each row, each in [0, n)
   * @param from place of the first index
   * @param c C {@code [m × n]}
   * @param accumulate whether C keeps its old values
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void scatterColumns(Matrix a, int[] indices, int from, Matrix c, boolean accumulate);

  /**
   * Runs an LSTM layer over all steps of the tape: the input product, z = W<sub>x</sub>·x + b, and
   * the recurrence. The same as {@link #gemm} for all steps, then the recurrence alone; a backend
   * may do both step by step, since then the gates need not leave the cache in between.
   *
   * @param tape as for the recurrence alone, but for the gates, which are overwritten
   * @param x inputs, a row for each of the extent, {@code [R × I]}
   * @param weights for the way forward
   */
  default void lstmForward(LstmTape tape, Matrix x, LstmWeights weights) {
    gemm(x, weights.input(), weights.bias(), tape.gates());
    lstmForward(tape, weights);
  }

  /**
   * Runs the recurrence of an LSTM layer over all steps of the tape. For each step, with z =
   * gates[t] + h[t−1]·W<sub>h</sub> continuing the chains of z:
   *
   * <pre>
   * i = σ(z_i)   f = σ(z_f)   g = φ(z_g)   o = σ(z_o)
   * c = flush(fma(f, c_prev, i·g))
   * y = ψ(c)
   * h = flush(o·y)
   * </pre>
   *
   * where flush turns magnitudes below 2<sup>−126</sup> into +0, −0 among them.
   *
   * @param tape gates hold W<sub>x</sub>·x + b, the first rows of cells and hidden the state
   *     before; all other forward buffers are overwritten. On a tape for inference the cells change
   *     in place and the gates end as anything
   * @param weights for the way forward; only the recurrent ones are read
   */
  void lstmForward(LstmTape tape, LstmWeights weights);

  /**
   * Runs the recurrence backwards. For each step from the last, with dh = dHidden[t+1]:
   *
   * <pre>
   * dc  = flush(fma(dh·o, ψ'(y), dc_next))
   * dz_i = flush((dc·g)·σ'(i))        dz_f = flush((dc·c_prev)·σ'(f))
   * dz_g = flush((dc·i)·φ'(g))        dz_o = flush((dh·y)·σ'(o))
   * dc_next = flush(dc·f)
   * dHidden[t] += dz·W_h              the chains continue what dHidden[t] held
   * </pre>
   *
   * At a cut, every {@code truncation} steps counted from a sequence's end but not before its first
   * step, dc_next becomes +0 and dHidden[t] is left as it was.
   *
   * @param tape as the forward pass left it, with dHidden after each step holding the gradients
   *     from above, dHidden before the first step +0 and dCells the gradient of each sequence's
   *     last cell state; gates become dz
   * @param weights for the way back; only the recurrent ones are read
   * @param truncation steps between two cuts, or 0 for exact back-propagation
   * @param initialStateGradient whether dHidden[0] is wanted; else its product is left out. dCells
   *     always ends as the gradient of the first cell state
   */
  void lstmBackward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient);

  /**
   * Runs an LSTM layer backwards over all steps of the tape: the recurrence, then the gradients of
   * the weights, each one product over all rows, and of the inputs.
   *
   * <pre>
   * dW_x = dZᵀ·X    dW_h = dZᵀ·H_before    db = Σ dz    dX = dZ·W_x
   * </pre>
   *
   * <p>The products go through the rows together, in pieces whose dZ stays near; from one piece to
   * the next their chains go on. A piece also ends where a sequence does, since the states before
   * its steps no longer lie side by side there.
   *
   * @param tape as for the recurrence alone
   * @param x the inputs of the way forward {@code [R × I]}; null leaves dW<sub>x</sub> alone
   * @param weights for the way back; the recurrent ones are read if there is more than one step or
   *     the first state's gradient is wanted, those of the input if dx is
   * @param gradients receives the gradients, and says how
   * @param dx receives the inputs' gradients {@code [R × I]}; null if they are not wanted
   */
  default void lstmBackward(
      LstmTape tape, Matrix x, LstmWeights weights, LstmGradients gradients, Matrix dx) {
    lstmBackward(tape, weights, gradients.truncation(), gradients.wantsInitialState());
    Extent extent = tape.extent;
    int end;
    for (int t = 0; t < extent.steps(); t = end) {
      end = extent.endOfPiece(t);
      int row = extent.row(t);
      int next = end < extent.steps() ? extent.row(end) : extent.rows();
      int from = tape.rowBefore(t);
      boolean goesOn = gradients.accumulates() || t > 0;
      Matrix dz = gradients.dz.rows(tape.gates(), row, next);
      Matrix before = gradients.before.rows(tape.hidden(), from, from + next - row);
      gemmTransposedA(dz, before, gradients.recurrentWeights(), goesOn);
      columnSums(dz, gradients.bias(), goesOn);
      if (x != null) {
        Matrix inputs = gradients.inputs.rows(x, row, next);
        gemmTransposedA(dz, inputs, gradients.inputWeights(), goesOn);
      }
      if (dx != null) {
        gemm(dz, weights.input(), gradients.inputGradients.rows(dx, row, next));
      }
    }
  }

  /**
   * Squared error and its gradient in one pass: {@code d = y − t; dy = d·scale}, and the sum of d²
   * in the shape of {@link org.lstm4j.kernel.support.SumShape} over all values, row after row.
   *
   * @param y outputs, without gaps between rows
   * @param target targets, of the same size and without gaps
   * @param scale factor of the gradient
   * @param dy gradient, of the same size and without gaps, overwritten
   * @return Σ d²
   * @throws IllegalArgumentException if the sizes do not fit or there are gaps
   */
  double squaredError(Matrix y, Matrix target, float scale, Matrix dy);

  /**
   * Softmax cross-entropy and its gradient: the softmax of each row, then {@code dx_j = (p_j − [j =
   * target])·scale}. The loss of a row is {@code log Σe − d} with {@code d = x_target − max}, in
   * double with {@link StrictMath#log}; losses are added row by row.
   *
   * @param x logits {@code [rows × classes]}
   * @param targets the right class of each row, each in [0, classes)
   * @param from place of the first target
   * @param scale factor of the gradient
   * @param dx gradient {@code [rows × classes]}, overwritten
   * @return the sum of the rows' losses in nats
   * @throws IllegalArgumentException if the sizes do not fit
   */
  double softmaxCrossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx);

  /**
   * Σ x², in the shape of all sums over elements, {@link org.lstm4j.kernel.support.SumShape}, with
   * {@code fma(x, x, s)}.
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return the sum of squares
   */
  double squaredNorm(int n, float[] x, int xOff);

  /**
   * Finds a NaN or an infinity.
   *
   * @param n number of values
   * @param x values
   * @param xOff offset of the values
   * @return the index in x of the first value that is not finite, or −1
   */
  int indexOfNonFinite(int n, float[] x, int xOff);

  /** Releases what the instance owns beyond plain memory. It must not be used afterwards. */
  @Override
  void close();
}
