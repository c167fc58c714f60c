/** Line charts of a run, as PNG and as SVG. */
package org.lstm4j.samples.plot;
