/**
 * What backends have in common and nobody else needs: checks at the doors of their operations, and
 * the shape of sums. Exported to the backend {@code simd} only.
 */
package org.lstm4j.kernel.support;
