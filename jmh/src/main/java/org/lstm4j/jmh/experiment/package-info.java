/** The five experiments, from a cold start to the last file of their report. */
package org.lstm4j.jmh.experiment;
