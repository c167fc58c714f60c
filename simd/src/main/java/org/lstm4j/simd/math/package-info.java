/** Activation functions over arrays. */
package org.lstm4j.simd.math;
