package org.lstm4j.formats;

import java.util.List;
import org.lstm4j.model.Parameters;

/**
 * A model that was read, an ordinary one of ours, and what was made of its file.
 *
 * @param format what the file is, for people, such as {@code Keras 3.15.1}
 * @param parameters the model with its weights
 * @param layers what became of each layer of the file, one line each, from the bottom
 * @param assumptions what the file does not say, or what acts in training alone and was left out;
 *     empty if there is no such thing
 */
public record ReadModel(
    String format, Parameters parameters, List<String> layers, List<String> assumptions) {

  /** Copies the lists. */
  public ReadModel {
    layers = List.copyOf(layers);
    assumptions = List.copyOf(assumptions);
  }
}
