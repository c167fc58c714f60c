/** The command {@code lstm4j bench}: what is run, how, and the pages made from the results. */
package org.lstm4j.jmh.suite;
