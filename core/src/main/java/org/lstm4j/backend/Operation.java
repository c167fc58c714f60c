package org.lstm4j.backend;

import org.lstm4j.kernel.Kernels;

/** The operations of {@link Kernels} for which it matters which backend does them. */
enum Operation {
  /** C ← A·B, C ← C + A·B or C ← bias + A·B. */
  PRODUCT,
  /** C ← Aᵀ·B. */
  TRANSPOSED_PRODUCT,
  /** Sums over rows. */
  COLUMN_SUMS,
  /** One-hot rows times B. */
  GATHER_ROWS,
  /** Aᵀ times one-hot rows. */
  SCATTER_COLUMNS,
  /** A layer forward, for training. */
  LAYER,
  /** A layer forward, for inference. */
  LAYER_INFERENCE,
  /** A recurrence forward, for training. */
  RECURRENCE,
  /** A recurrence forward, for inference. */
  RECURRENCE_INFERENCE,
  /** A recurrence backwards. */
  RECURRENCE_BACKWARD,
  /** The cells of a step. */
  CELLS,
  /** The hidden states of a step. */
  CELL_OUTPUTS,
  /** The way back from hidden states. */
  CELL_OUTPUTS_BACKWARD,
  /** The way back from cells. */
  CELLS_BACKWARD,
  /** An activation function. */
  ACTIVATION,
  /** An activation function backwards. */
  ACTIVATION_BACKWARD,
  /** Rows of mean 0 and variance 1. */
  STANDARDIZE,
  /** The way back from them. */
  STANDARDIZE_BACKWARD,
  /** A scale and a shift for each column. */
  AFFINE,
  /** A scale for each column. */
  SCALE_COLUMNS,
  /** Sums over rows of products. */
  COLUMN_PRODUCTS,
  /** Softmax. */
  SOFTMAX,
  /** Softmax backwards. */
  SOFTMAX_BACKWARD,
  /** Softmax cross-entropy. */
  CROSS_ENTROPY,
  /** Squared error. */
  SQUARED_ERROR,
  /** Sum of squares. */
  SQUARED_NORM,
  /** The search for what is not finite. */
  NON_FINITE,
  /** Scaling. */
  SCALE,
  /** Clamping. */
  CLAMP,
  /** Gradient descent. */
  SGD,
  /** Gradient descent with momentum. */
  MOMENTUM,
  /** Gradient descent with Nesterov's momentum. */
  NESTEROV,
  /** Adam. */
  ADAM
}
