/** Models and data of other systems. */
package org.lstm4j.formats;
