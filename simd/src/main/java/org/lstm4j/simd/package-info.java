/** The Vector API backend: how it is offered, refused and put together. */
package org.lstm4j.simd;
