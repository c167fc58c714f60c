/** Models and data of other systems, in and out. Start at {@link org.lstm4j.formats.Models}. */
module org.lstm4j
    .formats { // jhdf, without a descriptor, cannot ask for lang3, lzf and slf4j itself
  requires com.fasterxml.jackson.databind;
  requires com.ning.compress.lzf;
  requires io.jhdf;
  requires it.unimi.dsi.fastutil;
  requires org.apache.commons.lang3;
  requires transitive org.lstm4j;
  requires org.slf4j;

  exports org.lstm4j.formats;
}
