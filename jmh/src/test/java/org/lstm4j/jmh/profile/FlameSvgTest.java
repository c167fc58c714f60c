package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Widths are shares of the samples. */
class FlameSvgTest {

  @Test
  void framesAreAsWideAsTheirShare() throws Exception {
    Frame root = new Frame();
    for (int i = 0; i < 3; i++) {
      root.add(List.of("Main.main", "A.<init>"));
    }
    root.add(List.of("Main.main", "B.run"));
    String svg = FlameSvg.draw("a & b", root);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertEquals("a & b", document.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(4, root.samples());
    assertTrue(svg.contains("<title>Main.main, 100.0 %</title><rect x=\"0.0\""), svg);
    assertTrue(svg.contains("<title>A.&lt;init&gt;, 75.0 %</title>"), svg);
    assertTrue(svg.contains("<title>B.run, 25.0 %</title><rect x=\"900.0\""), svg);
    assertTrue(svg.contains("width=\"300.0\""), svg);
  }
}
