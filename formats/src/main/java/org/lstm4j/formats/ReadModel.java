package org.lstm4j.formats;

import java.util.List;
import java.util.Optional;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Parameters;

/**
 * A model that was read, an ordinary one of ours, and what was made of its file.
 *
 * @param format what the file is, for people, such as {@code Keras 3.15.1}
 * @param parameters the model with its weights
 * @param preprocessing what raw data passes through first; files of this library alone say that
 * @param firstState the state of one sequence that every stream of the model has to begin with
 *     ({@link org.lstm4j.infer.PredictionStream#loadState}), where that was trained; empty for
 *     zeros
 * @param layers what became of each layer of the file, one line each, from the bottom
 * @param assumptions what the file does not say, or what acts in training alone and was left out;
 *     empty if there is no such thing
 */
public record ReadModel(
    String format,
    Parameters parameters,
    Preprocessing preprocessing,
    Optional<ModelState> firstState,
    List<String> layers,
    List<String> assumptions) {

  /** Copies the lists. */
  public ReadModel {
    layers = List.copyOf(layers);
    assumptions = List.copyOf(assumptions);
  }

  /**
   * A model of a file that knows of no preprocessing.
   *
   * @param format what the file is
   * @param parameters the model
   * @param layers what became of each layer
   * @param assumptions what the file does not say
   */
  public ReadModel(
      String format, Parameters parameters, List<String> layers, List<String> assumptions) {
    this(format, parameters, Preprocessing.none(), Optional.empty(), layers, assumptions);
  }

  /**
   * {@return the same, but for the state that streams have to begin with}
   *
   * @param state of one sequence
   */
  public ReadModel startingFrom(ModelState state) {
    return new ReadModel(
        format, parameters, preprocessing, Optional.of(state), layers, assumptions);
  }
}
