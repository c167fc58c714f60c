/** The five experiments: what each one trains on, how, and what it reports. */
package org.lstm4j.samples.experiments;
