package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of the README is the one that the published run made. */
class HeadlineTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theReadmeShowsThePublishedTable() throws IOException {
    String table = Files.readString(ROOT.resolve("docs/benchmarks/headline.md"));
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertTrue(readme.contains(table), "docs/benchmarks/headline.md is not in README.md");
  }
}
