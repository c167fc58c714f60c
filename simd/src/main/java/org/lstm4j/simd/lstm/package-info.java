/** The LSTM recurrence: products per step and the element-wise passes around them. */
package org.lstm4j.simd.lstm;
