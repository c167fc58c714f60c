/** Benchmarks of single operations, and the ceilings that they are held against. */
package org.lstm4j.jmh.kernel;
