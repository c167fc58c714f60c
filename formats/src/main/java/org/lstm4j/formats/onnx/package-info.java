/** Models in the Open Neural Network Exchange format. */
package org.lstm4j.formats.onnx;
