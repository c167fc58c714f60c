/** What a JVM team would use instead, from Maven Central with its native libraries. */
package org.lstm4j.jmh.peers;
