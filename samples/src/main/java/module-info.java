/** The {@code lstm4j} command: its experiments, and what it does with models in files. */
module org.lstm4j.samples {
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires it.unimi.dsi.fastutil;
  requires java.desktop;
  requires jdk.unsupported; // signals
  requires org.lstm4j.formats;
  requires xchart;

  opens org.lstm4j.samples to
      info.picocli;
  opens org.lstm4j.samples.cli to
      info.picocli;
  opens org.lstm4j.samples.experiments to
      info.picocli;
  opens org.lstm4j.samples.models to
      info.picocli;
}
