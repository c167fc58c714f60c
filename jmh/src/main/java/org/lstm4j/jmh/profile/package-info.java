/** Looking into a row: JMH's profilers, the machine code of a method, flame graphs. */
package org.lstm4j.jmh.profile;
