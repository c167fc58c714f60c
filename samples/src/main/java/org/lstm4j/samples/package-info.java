/** The {@code lstm4j} command: experiments that train small LSTM networks and report on them. */
package org.lstm4j.samples;
