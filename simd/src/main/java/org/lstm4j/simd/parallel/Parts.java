package org.lstm4j.simd.parallel;

/** Cuts a range into parts of whole tiles. */
final class Parts {
  private Parts() {}

  /** {@return where a part begins; part {@code parts} begins at the end} */
  static int start(int size, int tile, int part, int parts) {
    if (part == 0 || part == parts) { // no division for one thread
      return part == 0 ? 0 : size;
    }
    int tiles = (size + tile - 1) / tile;
    return (int) Math.min(size, (long) tiles * part / parts * tile);
  }
}
