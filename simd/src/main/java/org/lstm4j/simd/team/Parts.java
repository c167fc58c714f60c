package org.lstm4j.simd.team;

/** Cuts a range into parts of whole tiles. */
public final class Parts {
  private Parts() {}

  /**
   * {@return where a part begins; part {@code parts} begins at the end}
   *
   * @param size the length of the range
   * @param tile parts begin at multiples of this
   * @param part 0 to parts
   * @param parts the number of parts
   */
  public static int start(int size, int tile, int part, int parts) {
    if (part == 0 || part == parts) { // no division for one thread
      return part == 0 ? 0 : size;
    }
    long tiles = ((long) size + tile - 1) / tile;
    return (int) Math.min(size, tiles * part / parts * tile);
  }
}
