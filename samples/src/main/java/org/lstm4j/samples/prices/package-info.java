/** Daily prices: read from a CSV file or generated, and checked for jumps of a stock split. */
package org.lstm4j.samples.prices;
