/** What can go wrong in a run, and the one sentence and exit code that it becomes. */
package org.lstm4j.samples.failure;
