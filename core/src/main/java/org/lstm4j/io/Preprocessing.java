package org.lstm4j.io;

import java.util.Objects;
import java.util.Optional;
import org.lstm4j.data.Scaler;
import org.lstm4j.data.Vocabulary;

/**
 * What stands between raw data and a model, and therefore belongs into its file.
 *
 * @param scaler the scaler of the inputs, if any
 * @param vocabulary the characters behind the indices, if any
 */
public record Preprocessing(Optional<Scaler> scaler, Optional<Vocabulary> vocabulary) {

  /** {@return no preprocessing} */
  public static Preprocessing none() {
    return new Preprocessing(Optional.empty(), Optional.empty());
  }

  /**
   * {@return a scaler only}
   *
   * @param scaler the scaler of the inputs
   */
  public static Preprocessing of(Scaler scaler) {
    return new Preprocessing(
        Optional.of(Objects.requireNonNull(scaler, "scaler")), Optional.empty());
  }

  /**
   * {@return a vocabulary only}
   *
   * @param vocabulary the characters behind the indices
   */
  public static Preprocessing of(Vocabulary vocabulary) {
    return new Preprocessing(
        Optional.empty(), Optional.of(Objects.requireNonNull(vocabulary, "vocabulary")));
  }
}
