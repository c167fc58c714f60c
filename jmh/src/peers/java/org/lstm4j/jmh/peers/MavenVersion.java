package org.lstm4j.jmh.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that Maven left in a jar. */
final class MavenVersion {
  private MavenVersion() {}

  /** The version of an artifact, asked of one of its classes. */
  static String of(Class<?> type, String group, String artifact) {
    Properties properties = new Properties();
    String path = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
    try (InputStream in = type.getResourceAsStream(path)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
