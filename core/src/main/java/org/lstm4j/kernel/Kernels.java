package org.lstm4j.kernel;

import org.lstm4j.memory.LstmTape;

/**
 * The operations of the engine on flat {@code float[]}: few and large, so that a backend is chosen
 * once and not per loop.
 *
 * <p><b>Conventions.</b> Matrices are row-major. An offset ({@code …Off}) counts elements; a
 * leading dimension ({@code ld…}) is the distance of two rows in elements. Outputs must not overlap
 * inputs unless an operation says so. "Overwrites" means that the old content is not read, so it
 * may be NaN. Sizes and class indices are checked by the layers above.
 *
 * <p><b>Bits.</b> Every operation has one result, stated in {@code docs/numerics.md} and summarised
 * at each method: a product element is one chain {@code acc = fma(a_k, b_k, acc)} for ascending k
 * from its start value; a sum over elements has the fixed shape of {@link SumShape}. Width, tiles,
 * threads and batch splits must not show.
 *
 * <p><b>Threads.</b> An instance belongs to one thread at a time and owns its scratch memory.
 * {@link #close} releases workers, if the backend has any.
 */
public interface Kernels extends Updates, AutoCloseable {

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
   * @param b holds B
   * @param bOff offset of its first value
   * @param ldb distance of two rows, at least n
   * @throws IllegalArgumentException if another provider's kernels made the matrix
   * @throws IndexOutOfBoundsException if B reaches beyond the array
   */
  void pack(PackedMatrix packed, float[] b, int bOff, int ldb);

  /**
   * Packs B from its transpose, the form in which PyTorch keeps weights, each value rounded to the
   * format of the matrix.
   *
   * @param packed receives B {@code [k × n]}
   * @param bt holds Bᵀ {@code [n × k]}
   * @param btOff offset of its first value
   * @param ldbt distance of two rows, at least k
   * @throws IllegalArgumentException if another provider's kernels made the matrix
   * @throws IndexOutOfBoundsException if Bᵀ reaches beyond the array
   */
  void packTransposed(PackedMatrix packed, float[] bt, int btOff, int ldbt);

  /**
   * C ← A·B, or C ← C + A·B. Each element is one chain over ascending k that starts at +0 or at the
   * old value of C.
   *
   * @param m rows of A and C
   * @param a holds A {@code [m × k]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B {@code [k × n]}
   * @param accumulate whether the chain starts at C's old value
   * @param c holds C {@code [m × n]}
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  void gemm(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      boolean accumulate,
      float[] c,
      int cOff,
      int ldc);

  /**
   * C ← bias + A·B, the bias added to every row. Each chain starts at the bias.
   *
   * @param m rows of A and C
   * @param a holds A {@code [m × k]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B {@code [k × n]}
   * @param bias holds the bias {@code [n]}
   * @param biasOff offset of the bias
   * @param c holds C {@code [m × n]}, overwritten
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  void gemmBias(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc);

  /**
   * C ← Aᵀ·B, the product of weight gradients: k runs over time steps and sequences. Each element
   * is one chain over ascending k that starts at +0.
   *
   * @param m columns of A, rows of C
   * @param n columns of B and C
   * @param k rows of A and B
   * @param a holds A {@code [k × m]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b holds B {@code [k × n]}
   * @param bOff offset of B
   * @param ldb leading dimension of B
   * @param c holds C {@code [m × n]}, overwritten
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  void gemmTransposedA(
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
      int ldc);

  /**
   * Sums over rows, the gradient of a bias: {@code out[j] = a[0][j] + a[1][j] + …} in ascending
   * order from +0.
   *
   * @param rows rows of A
   * @param columns columns of A
   * @param a holds A {@code [rows × columns]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param out holds the sums {@code [columns]}, overwritten
   * @param outOff offset of the sums
   */
  void columnSums(int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff);

  /**
   * C[r] ← bias + B[index[r]]: the product of one-hot rows with B, without the product.
   *
   * @param rows number of one-hot rows
   * @param indices the hot column of each row, each in [0, k)
   * @param indicesOff offset of the indices
   * @param b packed B {@code [k × n]}
   * @param bias holds the bias {@code [n]}
   * @param biasOff offset of the bias
   * @param c holds C {@code [rows × n]}, overwritten
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  void gatherRows(
      int rows,
      int[] indices,
      int indicesOff,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc);

  /**
   * C ← Aᵀ·X for one-hot rows X, without the product: C is set to +0, then for ascending r column
   * {@code index[r]} of C gets row r of A added.
   *
   * @param m columns of A, rows of C
   * @param n columns of C, the number of classes
   * @param rows rows of A
   * @param a holds A {@code [rows × m]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param indices the hot column of each row, each in [0, n)
   * @param indicesOff offset of the indices
   * @param c holds C {@code [m × n]}, overwritten
   * @param cOff offset of C
   */
  void scatterColumns(
      int m,
      int n,
      int rows,
      float[] a,
      int aOff,
      int lda,
      int[] indices,
      int indicesOff,
      float[] c,
      int cOff);

  /**
   * Runs an LSTM layer over all steps of the tape: the input product, z = W<sub>x</sub>·x + b, and
   * the recurrence. The same as {@link #gemmBias} for all steps, then the recurrence alone; a
   * backend may do both step by step, since then the gates need not leave the cache in between.
   *
   * @param tape as for the recurrence alone, but for the gates, which are overwritten
   * @param x inputs {@code [T × B × I]}
   * @param xOff offset of the inputs
   * @param inputWeights W<sub>x</sub>ᵀ packed as {@code [I × 4H]}
   * @param bias holds b {@code [4H]}
   * @param biasOff offset of the bias
   * @param recurrentWeights W<sub>h</sub>ᵀ packed as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  default void lstmForward(
      LstmTape tape,
      float[] x,
      int xOff,
      PackedMatrix inputWeights,
      float[] bias,
      int biasOff,
      PackedMatrix recurrentWeights,
      GateActivations activations) {
    int rows = tape.steps() * tape.batch();
    int gates = 4 * tape.hiddenSize;
    gemmBias(rows, x, xOff, inputWeights.rows(), inputWeights, bias, biasOff, tape.gates, 0, gates);
    lstmForward(tape, recurrentWeights, activations);
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
   * @param tape gates hold W<sub>x</sub>·x + b, blocks 0 of cells and hidden the state before; all
   *     other forward buffers are overwritten. On a tape for inference the cells change in place
   *     and the gates end as anything
   * @param recurrentWeights W<sub>h</sub>ᵀ packed as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  void lstmForward(LstmTape tape, PackedMatrix recurrentWeights, GateActivations activations);

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
   * At a cut, every {@code truncation} steps counted from the end but not before the first step,
   * dc_next becomes +0 and dHidden[t] is left as it was.
   *
   * @param tape as the forward pass left it, with dHidden blocks 1…T holding the gradients from
   *     above, block 0 holding +0 and dCells the gradient of the last cell state; gates become dz
   * @param recurrentWeights W<sub>h</sub> packed as {@code [4H × H]}
   * @param activations σ, φ and ψ of the forward pass
   * @param truncation steps between two cuts, or 0 for exact back-propagation
   * @param initialStateGradient whether dHidden[0] is wanted; else its product is left out. dCells
   *     always ends as the gradient of the first cell state
   */
  void lstmBackward(
      LstmTape tape,
      PackedMatrix recurrentWeights,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient);

  /**
   * Squared error and its gradient in one pass: {@code d = y − t; dy = d·scale}, and the sum of d²
   * in the shape of {@link SumShape}.
   *
   * @param n number of values
   * @param y outputs
   * @param yOff offset of the outputs
   * @param target targets
   * @param targetOff offset of the targets
   * @param scale factor of the gradient
   * @param dy gradient, overwritten
   * @param dyOff offset of the gradient
   * @return Σ d²
   */
  double squaredError(
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float scale,
      float[] dy,
      int dyOff);

  /**
   * Softmax of each row: {@code e_j = exp(x_j − max); p_j = e_j / Σe}, the sum in the shape of
   * {@link SumShape} with additions. May run in place.
   *
   * @param rows number of rows
   * @param classes number of columns
   * @param x logits {@code [rows × classes]}
   * @param xOff offset of the logits
   * @param p probabilities {@code [rows × classes]}, overwritten
   * @param pOff offset of the probabilities
   */
  void softmax(int rows, int classes, float[] x, int xOff, float[] p, int pOff);

  /**
   * Softmax cross-entropy and its gradient: the softmax of each row, then {@code dx_j = (p_j − [j =
   * target])·scale}. The loss of a row is {@code log Σe − d} with {@code d = x_target − max}, in
   * double with {@link StrictMath#log}; losses are added row by row.
   *
   * @param rows number of rows
   * @param classes number of columns
   * @param x logits {@code [rows × classes]}
   * @param xOff offset of the logits
   * @param targets the right class of each row, each in [0, classes)
   * @param targetsOff offset of the targets
   * @param scale factor of the gradient
   * @param dx gradient {@code [rows × classes]}, overwritten
   * @param dxOff offset of the gradient
   * @return the sum of the rows' losses in nats
   */
  double softmaxCrossEntropy(
      int rows,
      int classes,
      float[] x,
      int xOff,
      int[] targets,
      int targetsOff,
      float scale,
      float[] dx,
      int dxOff);

  /**
   * Σ x², in the shape of all sums over elements, {@link SumShape}, with {@code fma(x, x, s)}.
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
