package org.lstm4j.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Entries of ZIP files, whole and checked, which {@link ZipFile} leaves to its users. */
public final class ZipContent {
  private static final int LONGEST = Integer.MAX_VALUE - 64;

  private ZipContent() {}

  /**
   * {@return an entry's bytes}
   *
   * @param zip the file
   * @param entry one of its entries
   * @param most the most bytes that there may be: nothing is taken on trust
   * @throws ZipException if there are more, or they have not the entry's CRC-32; 0 counts as none,
   *     which PyTorch may be told to write
   * @throws IOException if it cannot be read
   */
  public static byte[] bytes(ZipFile zip, ZipEntry entry, long most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(most + 1, LONGEST));
      if (bytes.length > most) {
        throw new ZipException(
            "the entry '%s' has more than %d bytes".formatted(entry.getName(), most));
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if (entry.getCrc() > 0 && sum.getValue() != entry.getCrc()) {
        throw new ZipException(
            "the entry '%s' has the CRC-32 %08x; expected %08x"
                .formatted(entry.getName(), sum.getValue(), entry.getCrc()));
      }
      return bytes;
    }
  }
}
