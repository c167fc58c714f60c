/** What is minimised, and what is measured: each loss and each metric is a file. */
package org.lstm4j.loss;
