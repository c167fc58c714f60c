/**
 * What all experiments of the {@code lstm4j} command share: options, messages, and the frame of a
 * run.
 */
package org.lstm4j.samples.cli;
