/** Files that appear whole or not at all, and folders that one run has to itself. */
package org.lstm4j.file;
