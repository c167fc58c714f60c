/**
 * The scalar reference: plain loops that define every result of the engine. No blocking, no tricks;
 * not exported, found as a service.
 */
package org.lstm4j.kernel.scalar;
