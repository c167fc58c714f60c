/**
 * The choice of a backend: {@link org.lstm4j.backend.Backends} asks those that are installed, and
 * joins one that has to warm up with the scalar reference, which answers until it is warm.
 */
package org.lstm4j.backend;
