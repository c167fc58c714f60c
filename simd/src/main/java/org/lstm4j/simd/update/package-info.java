/** Passes over flat arrays: optimizers, norms, clipping. */
package org.lstm4j.simd.update;
