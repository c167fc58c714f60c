/**
 * Files: {@link org.lstm4j.io.ModelFile} keeps a model with all that is needed to use it, in the
 * safetensors format ({@link org.lstm4j.io.SafeTensors}). {@link org.lstm4j.io.StateDict} reads the
 * weights that a PyTorch program saved.
 */
package org.lstm4j.io;
