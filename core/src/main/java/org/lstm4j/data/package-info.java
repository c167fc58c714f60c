/**
 * Data on its way to the model: datasets that fill time-major batches, and the transformations of a
 * series with their inverses.
 */
package org.lstm4j.data;
