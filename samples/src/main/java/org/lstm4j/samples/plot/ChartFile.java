package org.lstm4j.samples.plot;

import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.knowm.xchart.ChartEncoder;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Writes a plot in the two formats. */
final class ChartFile {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String NO_DTD =
      "http://apache.org/xml/features/nonvalidating/load-external-dtd";

  private final Plot plot;
  private final PlotChart chart;

  ChartFile(Plot plot) {
    requireFonts();
    this.plot = plot;
    this.chart = new PlotChart(plot);
  }

  /** Without fonts the first text that is laid out fails, in ways as plain as {@link Error}. */
  private static void requireFonts() {
    try {
      new TextLayout("x", PlotTheme.TEXT, new FontRenderContext(null, true, true));
    } catch (RuntimeException | Error e) {
      throw new PlotException(
          "charts cannot be drawn here: Java finds no fonts; install fontconfig and a font such as"
              + " DejaVu",
          e);
    }
  }

  /** Without the cache of ImageIO, which is a file in the folder for temporary ones. */
  void writePng(OutputStream out) throws IOException {
    ImageIO.setUseCache(false);
    ChartEncoder.saveChart(chart, out, "png");
  }

  /** The texts in the picture are outlines; title and description hold them as text. */
  void writeSvg(OutputStream out) throws IOException {
    try (InputStream picture = new ByteArrayInputStream(ChartEncoder.getBytes(chart, "svg"))) {
      Document document = parse(picture);
      Element root = document.getDocumentElement();
      addText(root, "desc", description());
      addText(root, "title", plot.title());
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(out));
    } catch (ParserConfigurationException | SAXException | TransformerException e) {
      throw new IOException("the SVG library wrote what is not XML: " + e.getMessage(), e);
    }
  }

  private static Document parse(InputStream picture)
      throws ParserConfigurationException, SAXException, IOException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(NO_DTD, false);
    return factory.newDocumentBuilder().parse(picture);
  }

  private static void addText(Element root, String name, String text) {
    Element element = root.getOwnerDocument().createElementNS(SVG, name);
    element.setTextContent(text);
    root.insertBefore(element, root.getFirstChild());
  }

  private String description() {
    String names = plot.series().stream().map(Series::name).collect(Collectors.joining(", "));
    return "%s over %s: %s".formatted(plot.yLabel(), plot.xLabel(), names);
  }
}
