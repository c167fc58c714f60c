/**
 * Who is measured: lstm4j's backends and, with the profile {@code peers}, what a JVM team would use
 * instead. Every engine gets the same problem and must give the same numbers.
 */
package org.lstm4j.jmh.engine;
