package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of the README is the one that the published runs made, and so are the pages. */
class HeadlineTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PUBLISHED = ROOT.resolve("docs/benchmarks");

  @Test
  void theReadmeShowsThePublishedTable() throws IOException {
    String table = Files.readString(PUBLISHED.resolve("headline.md"));
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertTrue(readme.contains(table), "docs/benchmarks/headline.md is not in README.md");
  }

  /** Charts are left out: they depend on the fonts of the machine. */
  @Test
  void theResultsGiveThePublishedPages(@TempDir Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(PUBLISHED)) {
      files = all.filter(Files::isRegularFile).map(PUBLISHED::relativize).toList();
    }
    for (Path file : files) {
      if (file.toString().endsWith(".json")) {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(PUBLISHED.resolve(file), folder.resolve(file));
      }
    }
    assertEquals(0, Main.commandLine().execute("publish", folder.toString()));
    List<Path> pages =
        files.stream()
            .filter(file -> file.toString().endsWith(".md") || file.toString().endsWith(".html"))
            .toList();
    assertTrue(pages.size() > 4, pages.toString());
    for (Path page : pages) {
      assertEquals(
          Files.readString(folder.resolve(page)),
          Files.readString(PUBLISHED.resolve(page)),
          page + " is not what './lstm4j bench publish docs/benchmarks' makes");
    }
  }
}
