/** Keras models: the file, its layers as a chain, and each layer as ours. */
package org.lstm4j.formats.keras;
