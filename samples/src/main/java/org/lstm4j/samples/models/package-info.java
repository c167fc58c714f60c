/** What the command does with models in files: look, convert, predict, compare. */
package org.lstm4j.samples.models;
