/** Seeded random numbers whose bits do not depend on the machine or the Java version. */
package org.lstm4j.random;
