/**
 * The model: its architecture ({@link org.lstm4j.model.ModelSpec}), its parameters in one flat
 * array ({@link org.lstm4j.model.Parameters}), how they start ({@link
 * org.lstm4j.model.Initialization}), and the layers' passes forward and back ({@link
 * org.lstm4j.model.Network}).
 */
package org.lstm4j.model;
