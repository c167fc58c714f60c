package org.lstm4j.simd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sizes of the caches in bytes that a core of this machine uses, from Linux, or what most cores
 * have at least.
 *
 * @param level1 of the first-level data cache
 * @param level2 of the second-level cache
 */
record Caches(long level1, long level2) {
  private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Caches DEFAULT = new Caches(32 << 10, 512 << 10);

  /** {@return the caches of this machine} */
  static Caches ofThisMachine() {
    return of(LINUX);
  }

  /** {@return what the folder that Linux describes the caches in says, with defaults} */
  static Caches of(Path folder) {
    long level1 = DEFAULT.level1;
    long level2 = DEFAULT.level2;
    for (int index = 0; Files.isDirectory(folder.resolve("index" + index)); index++) {
      Path cache = folder.resolve("index" + index);
      String type = read(cache.resolve("type"));
      long size = bytes(read(cache.resolve("size")));
      if (size <= 0 || type.equals("Instruction")) {
        continue;
      }
      switch (read(cache.resolve("level"))) {
        case "1" -> level1 = size;
        case "2" -> level2 = size;
        default -> {} // nothing is cut by the size of a cache that cores share
      }
    }
    return new Caches(level1, level2);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // as on machines that do not tell
    }
  }

  /** Linux writes 48K. */
  private static long bytes(String size) {
    return size.matches("\\d{1,9}K") ? Long.parseLong(size.replace("K", "")) << 10 : 0;
  }
}
