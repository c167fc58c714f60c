/** Benchmarks of whole LSTM layers: training step, forward pass, streaming step. */
package org.lstm4j.jmh.lstm;
