package org.lstm4j.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 (FIPS 180-4) of numbers and texts, the same on every machine. */
public final class Sha256 {
  private final MessageDigest digest;
  private final OutputStream out;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  /** The sum of nothing so far. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
    out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
  }

  /**
   * Adds floats as their bytes, the lowest first.
   *
   * @param values the numbers
   * @return this
   */
  public Sha256 add(float[] values) {
    return add(values, 0, values.length);
  }

  /**
   * Adds floats as their bytes, the lowest first.
   *
   * @param values holds the numbers
   * @param from index of the first
   * @param count how many
   * @return this
   */
  public Sha256 add(float[] values, int from, int count) {
    try {
      LittleEndian.write(values, from, count, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot be: nothing is written anywhere
    }
    return this;
  }

  /**
   * Adds a whole number.
   *
   * @param value the number
   * @return this
   */
  public Sha256 add(long value) {
    digest.update(number.clear().putLong(value).flip());
    return this;
  }

  /**
   * Adds a text with its length, so that two texts are told from one.
   *
   * @param text the text
   * @return this
   */
  public Sha256 add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** {@return the sum in hexadecimal; what is added afterwards begins anew} */
  public String hexadecimal() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
