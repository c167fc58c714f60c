/** Time to the first result and the warm-up after it, in fresh processes. */
package org.lstm4j.jmh.startup;
