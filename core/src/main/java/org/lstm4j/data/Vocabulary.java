package org.lstm4j.data;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/** The distinct characters (Unicode code points) of a text, numbered by first appearance. */
public final class Vocabulary {
  private static final int UNKNOWN = -1;

  private final IntArrayList characters = new IntArrayList();
  private final Int2IntOpenHashMap indices = new Int2IntOpenHashMap();

  private Vocabulary(String text) {
    indices.defaultReturnValue(UNKNOWN);
    text.codePoints()
        .forEach(character -> {
          if (indices.putIfAbsent(character, characters.size()) == UNKNOWN) {
            characters.add(character);
          }
        });
  }

  /**
   * Numbers the characters of a text.
   *
   * @param text at least one character
   * @return the vocabulary
   * @throws IllegalArgumentException if the text is empty or has half a surrogate pair
   */
  public static Vocabulary of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text is empty; expected at least one character");
    }
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (Character.getType(points[i]) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "the text has half a surrogate pair at position %d; expected whole characters"
                .formatted(i));
      }
    }
    return new Vocabulary(text);
  }

  /** {@return the number of distinct characters} */
  public int size() {
    return characters.size();
  }

  /**
   * {@return all characters in their order; {@code Vocabulary.of} of it is this vocabulary again}
   */
  public String characters() {
    StringBuilder text = new StringBuilder(size());
    characters.forEach(text::appendCodePoint);
    return text.toString();
  }

  /**
   * {@return the index of each character of a text}
   *
   * @param text the text
   * @throws IllegalArgumentException naming the first character that the vocabulary lacks
   */
  public int[] encode(String text) {
    int[] points = text.codePoints().toArray();
    int[] encoded = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      encoded[i] = indices.get(points[i]);
      if (encoded[i] == UNKNOWN) {
        throw new IllegalArgumentException(
            "character '%s' at position %d is not in the vocabulary of %d characters"
                .formatted(Character.toString(points[i]), i, size()));
      }
    }
    return encoded;
  }

  /**
   * {@return the text of indices}
   *
   * @param encoded indices, each in [0, size)
   * @throws IllegalArgumentException naming the first index that is out of range
   */
  public String decode(int[] encoded) {
    StringBuilder text = new StringBuilder(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] < 0 || encoded[i] >= size()) {
        throw new IllegalArgumentException(
            "index %d at position %d is out of range; expected 0 to %d"
                .formatted(encoded[i], i, size() - 1));
      }
      text.appendCodePoint(characters.getInt(encoded[i]));
    }
    return text.toString();
  }
}
