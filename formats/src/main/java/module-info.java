/** Models and data of other systems, in and out. Start at {@link org.lstm4j.formats.Models}. */
module org.lstm4j.formats {
  requires com.fasterxml.jackson.databind;
  requires io.jhdf;
  requires transitive org.lstm4j;

  exports org.lstm4j.formats;
}
