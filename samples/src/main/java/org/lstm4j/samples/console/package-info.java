/** What a person sees while an experiment runs and when it is done. */
package org.lstm4j.samples.console;
