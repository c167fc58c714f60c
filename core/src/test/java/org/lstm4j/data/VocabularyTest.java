package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
  /** U+1D11E, a musical clef: two chars, one character. */
  private static final String CLEF = "\uD834\uDD1E";

  @Test
  void orderOfFirstAppearance() {
    Vocabulary vocabulary = Vocabulary.of("banana split");
    assertEquals("ban split", vocabulary.characters());
    assertEquals(9, vocabulary.size());
    assertArrayEquals(new int[] {1, 2, 0, 8, 3}, vocabulary.encode("anbt "));
    assertEquals("slap", vocabulary.decode(new int[] {4, 6, 1, 5}));
  }

  @Test
  void surrogatePairsAreOneCharacter() {
    Vocabulary vocabulary = Vocabulary.of("x" + CLEF + "é" + CLEF);
    assertEquals(3, vocabulary.size());
    assertEquals("x" + CLEF + "é", vocabulary.characters());
    assertArrayEquals(new int[] {1, 1, 2, 0}, vocabulary.encode(CLEF + CLEF + "éx"));
    assertEquals(CLEF + "x", vocabulary.decode(new int[] {1, 0}));
  }

  @Test
  void nothingIsNothing() {
    Vocabulary vocabulary = Vocabulary.of("a");
    assertArrayEquals(new int[0], vocabulary.encode(""));
    assertEquals("", vocabulary.decode(new int[0]));
  }

  @Test
  void theVocabularyOfItsCharactersIsItself() {
    String text = "to be, or not to be\n" + CLEF + "\0?";
    Vocabulary vocabulary = Vocabulary.of(text);
    Vocabulary again = Vocabulary.of(vocabulary.characters());
    assertEquals(vocabulary.characters(), again.characters());
    assertArrayEquals(vocabulary.encode(text), again.encode(text));
    assertEquals(text, again.decode(vocabulary.encode(text)));
  }

  @Test
  void unknownCharacters() {
    Vocabulary vocabulary = Vocabulary.of("ab" + CLEF);
    fails(
        "character 'c' at position 2 is not in the vocabulary of 3 characters",
        () -> vocabulary.encode(CLEF + "acd"));
    fails(
        "character '\uD834\uDD1F' at position 0 is not in the vocabulary of 3 characters",
        () -> vocabulary.encode("\uD834\uDD1F"));
  }

  @Test
  void unknownIndices() {
    Vocabulary vocabulary = Vocabulary.of("ab");
    fails(
        "index 2 at position 1 is out of range; expected 0 to 1",
        () -> vocabulary.decode(new int[] {1, 2}));
    fails(
        "index -1 at position 0 is out of range; expected 0 to 1",
        () -> vocabulary.decode(new int[] {-1}));
  }

  @Test
  void emptyText() {
    fails("the text is empty; expected at least one character", () -> Vocabulary.of(""));
  }

  /** Half a pair is no character: written to a file it would come back as another one. */
  @ParameterizedTest
  @ValueSource(strings = {"ab\uD834", "ab\uDD1E", "ab\uD834c\uDD1E"})
  void unpairedSurrogates(String text) {
    fails(
        "the text has half a surrogate pair at position 2; expected whole characters",
        () -> Vocabulary.of(text));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
