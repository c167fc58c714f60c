/**
 * Threads: workers that sleep when they have long had nothing to do, and the operations that are
 * worth splitting. Parts share outputs and never a sum, so that results do not depend on the number
 * of threads.
 */
package org.lstm4j.simd.team;
