/**
 * Threads: workers that sleep between operations, and the operations that are worth splitting.
 * Parts share outputs and never a sum, so that results do not depend on the number of threads.
 */
package org.lstm4j.simd.parallel;
