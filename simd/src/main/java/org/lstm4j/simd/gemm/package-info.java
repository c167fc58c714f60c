/**
 * Matrix products after BLIS: panels packed for the micro-kernel ({@link
 * org.lstm4j.simd.gemm.Panels}), cache blocks around it ({@link org.lstm4j.simd.gemm.Gemm}, {@link
 * org.lstm4j.simd.gemm.TransposedGemm}), and the micro-kernels themselves.
 */
package org.lstm4j.simd.gemm;
