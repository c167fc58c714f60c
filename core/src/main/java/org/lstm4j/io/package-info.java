/**
 * Files: {@link org.lstm4j.io.ModelFile} keeps a model with all that is needed to use it, in the
 * safetensors format ({@link org.lstm4j.io.SafeTensors}).
 */
package org.lstm4j.io;
