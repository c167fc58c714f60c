package org.lstm4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a file is that should have been another, by its first bytes.
 *
 * @param beginning the first bytes, as ISO 8859-1
 * @param description what begins so, for people
 */
record Signature(String beginning, String description) {
  /** How many first bytes tell. */
  static final int LENGTH = 32;

  private static final String ZIP = "PK\3\4";
  private static final String JSON = "a JSON text";
  private static final String PAGE = "a web page; the download seems to have failed";

  private static final List<Signature> ALL =
      List.of(
          new Signature(
              "version https://git-lfs",
              "a pointer of git-lfs; fetch the file itself, git lfs pull"),
          new Signature(
              ZIP,
              "a ZIP file, as torch.save and Keras write; StateDict reads what torch.save wrote"),
          new Signature("\u0089HDF\r\n\u001a\n", "an HDF5 file, as Keras writes"),
          new Signature("\u0080\2\u008a\nl", "a pickle, as old versions of torch.save wrote"),
          new Signature("\u001f\u008b\b", "compressed by gzip; unpack it first"),
          new Signature("\u0093NUMPY", "a NumPy file"),
          new Signature("{\"", JSON),
          new Signature("{\n", JSON),
          new Signature("{\r\n", JSON),
          new Signature("{ ", JSON),
          new Signature("<!", PAGE),
          new Signature("<?", PAGE),
          new Signature("<h", PAGE),
          new Signature("<H", PAGE));

  /**
   * {@return whether a file begins as a ZIP file does}
   *
   * @param path the file
   * @throws IOException if it cannot be read
   */
  static boolean isZip(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(ZIP.length()), StandardCharsets.ISO_8859_1).equals(ZIP);
    }
  }

  /** {@return what a file with these first bytes is, for people, if that can be told} */
  static Optional<String> describe(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    return ALL.stream()
        .filter(each -> text.startsWith(each.beginning))
        .map(Signature::description)
        .findFirst();
  }
}
