/** Models of audio effects, in JSON: RTNeural, Neural Amp Modeler. */
package org.lstm4j.formats.audio;
