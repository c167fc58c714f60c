/** The files that a run leaves behind: figures, history, and the folder that holds them. */
package org.lstm4j.samples.report;
