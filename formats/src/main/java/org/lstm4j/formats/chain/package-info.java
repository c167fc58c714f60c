/** What readers of other systems' models share. */
package org.lstm4j.formats.chain;
