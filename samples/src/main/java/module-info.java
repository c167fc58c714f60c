/** The {@code lstm4j} command with its experiments. */
module org.lstm4j.samples {
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires it.unimi.dsi.fastutil;
  requires java.desktop;
  requires org.lstm4j;
  requires xchart;

  opens org.lstm4j.samples to
      info.picocli;
  opens org.lstm4j.samples.cli to
      info.picocli;
  opens org.lstm4j.samples.experiments to
      info.picocli;
}
