/** The machine that is measured: its instruction set and caches, and how engines are limited. */
package org.lstm4j.jmh.machine;
