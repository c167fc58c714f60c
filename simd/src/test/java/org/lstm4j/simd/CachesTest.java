package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cache sizes as Linux tells them, and what is taken where it does not. */
class CachesTest {
  @TempDir Path folder;

  private void cache(int index, String level, String type, String size) throws IOException {
    Path cache = Files.createDirectory(folder.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }

  @Test
  void dataAndSharedCachesCount() throws IOException {
    cache(0, "1", "Data", "48K");
    cache(1, "1", "Instruction", "64K");
    cache(2, "2", "Unified", "2048K");
    cache(3, "3", "Unified", "32768K");
    assertEquals(new Caches(48 << 10, 2 << 20), Caches.of(folder));
  }

  @Test
  void whatIsNotToldIsTaken() throws IOException {
    assertEquals(new Caches(32 << 10, 512 << 10), Caches.of(folder.resolve("nowhere")));
    cache(0, "1", "Data", "");
    cache(1, "2", "Unified", "1M");
    assertEquals(new Caches(32 << 10, 512 << 10), Caches.of(folder));
  }
}
