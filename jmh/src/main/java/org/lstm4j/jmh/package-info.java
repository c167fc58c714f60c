/** The benchmark suite: what is measured, on whom, and how the results become pages. */
package org.lstm4j.jmh;
