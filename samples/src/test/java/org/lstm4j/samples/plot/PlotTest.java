package org.lstm4j.samples.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.samples.report.OutputFolder;
import org.w3c.dom.Document;

class PlotTest {
  private static final double[] X = Plot.countFrom(0, 50);
  private static final int BLUE = 0xFF0072B2;

  @TempDir private Path temp;
  private OutputFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = OutputFolder.create(temp);
  }

  @ParameterizedTest
  @EnumSource
  void pngHasTheSizeAndTheSeries(SeriesStyle style) throws IOException {
    Plot.titled("Sine").axes("point", "value").add("data", style, X, sine()).write(folder, "sine");
    BufferedImage image = ImageIO.read(temp.resolve("sine.png").toFile());
    assertEquals(Plot.WIDTH, image.getWidth());
    assertEquals(Plot.HEIGHT, image.getHeight());
    assertEquals(0xFFFFFFFF, image.getRGB(2, 2), "white ground");
    assertTrue(count(image, BLUE) > 100, "the series is there");
  }

  @Test
  void svgIsXmlWithTheTexts() throws Exception {
    Plot.titled("Loss & more")
        .axes("epoch", "mean squared error")
        .add("training", SeriesStyle.LINE, X, sine())
        .add("validation", SeriesStyle.DASHED, X, sine())
        .write(folder, "loss");
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(temp.resolve("loss.svg").toFile());
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertEquals("Loss & more", svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(
        "mean squared error over epoch: training, validation",
        svg.getElementsByTagName("desc").item(0).getTextContent());
    assertEquals(List.of("loss.png", "loss.svg"), folder.written());
  }

  @Test
  void samePlotGivesTheSameFiles() throws IOException {
    for (String name : List.of("a", "b")) {
      Plot.titled("Sine")
          .axes("point", "value")
          .add("data", SeriesStyle.LINE_AND_MARKERS, X, sine())
          .vertical("middle", 25)
          .write(folder, name);
    }
    for (String ending : List.of(".png", ".svg")) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("a" + ending)),
          Files.readAllBytes(temp.resolve("b" + ending)));
    }
  }

  @Test
  void datesStandOnTheAxis() throws IOException {
    LocalDate start = LocalDate.of(2019, 12, 30);
    List<LocalDate> dates = start.datesUntil(start.plusDays(50)).toList();
    Plot.titled("Close")
        .axes("date", "USD")
        .add("close", SeriesStyle.LINE, dates, sine())
        .vertical("split", LocalDate.of(2020, 1, 20))
        .write(folder, "dates");
    assertTrue(count(ImageIO.read(temp.resolve("dates.png").toFile()), BLUE) > 100);
  }

  @Test
  void gapsFlatLinesAndSinglePointsAreDrawn() throws IOException {
    double[] gaps = {1, Double.NaN, 3, Double.POSITIVE_INFINITY, 5};
    Plot.titled("gaps")
        .add("gaps", SeriesStyle.MARKERS, Plot.countFrom(0, 5), gaps)
        .write(folder, "gaps");
    Plot.titled("flat")
        .add("flat", SeriesStyle.LINE, Plot.countFrom(0, 2), new double[2])
        .write(folder, "flat");
    Plot.titled("one")
        .add("one", SeriesStyle.MARKERS, new double[] {3}, new double[] {4})
        .write(folder, "one");
    for (String name : List.of("gaps", "flat", "one")) {
      BufferedImage image = ImageIO.read(temp.resolve(name + ".png").toFile());
      assertTrue(count(image, BLUE) > 10, name);
    }
  }

  @Test
  void logarithmicAxisMovesTheSeriesAndLeavesOutZero() throws IOException {
    double[] x = Plot.countFrom(0, 4);
    double[] y = {1000, 10, 1, 0};
    Plot.titled("loss").add("loss", SeriesStyle.LINE, x, y).write(folder, "linear");
    Plot.titled("loss").add("loss", SeriesStyle.LINE, x, y).logarithmicY().write(folder, "log");
    assertNotEquals(
        -1L,
        Files.mismatch(temp.resolve("linear.png"), temp.resolve("log.png")),
        "the two axes give different pictures");
  }

  /** A point of three stands in the middle where the three are powers of two in a row. */
  @Test
  void doublingsAreEquallyFarApart() throws IOException {
    double[] x = {16, 64, 256};
    Plot.titled("sizes")
        .add("sizes", SeriesStyle.MARKERS, x, new double[] {1, 2, 1})
        .doublingX()
        .write(folder, "sizes");
    BufferedImage image = ImageIO.read(temp.resolve("sizes.png").toFile());
    assertTrue(
        IntStream.range(535, 560) // between the frame, which is light, and the legend
            .anyMatch(row ->
                IntStream.range(0, image.getWidth())
                    .anyMatch(column -> (image.getRGB(column, row) & 0xFF) < 0x90)),
        "labels below the axis");
    List<Integer> columns =
        IntStream.range(0, image.getWidth())
            .filter(column ->
                IntStream.range(0, image.getHeight() - 60) // the legend lies below
                    .anyMatch(row -> image.getRGB(column, row) == BLUE))
            .boxed()
            .toList();
    int first = columns.getFirst();
    int last = columns.getLast();
    int middle = columns.stream().filter(column -> column > first + 10).findFirst().orElseThrow();
    assertEquals((first + last) / 2.0, middle, 6, "as wide as a dot");
  }

  @Test
  void aSeriesHasTheColourThatItAsksFor() throws IOException {
    Plot.titled("two")
        .add("green", SeriesStyle.LINE, 2, X, sine())
        .add("blue", SeriesStyle.DASHED, 0, X, sine())
        .write(folder, "two");
    BufferedImage image = ImageIO.read(temp.resolve("two.png").toFile());
    assertTrue(count(image, 0xFF009E73) > 100, "green");
    assertTrue(count(image, BLUE) > 100, "blue");
    assertEquals(0, count(image, 0xFFD55E00), "the second colour was not asked for");
  }

  @Test
  void manySeriesWrapTheLegend() throws IOException {
    Plot plot = Plot.titled("many");
    for (int i = 0; i < 9; i++) {
      plot.add("a series with a long name, number " + i, SeriesStyle.LINE, X, sine());
    }
    plot.write(folder, "many");
    assertEquals(Plot.HEIGHT, ImageIO.read(temp.resolve("many.png").toFile()).getHeight());
  }

  @Test
  void badSeriesAreRefused() {
    Plot plot = Plot.titled("x").add("a", SeriesStyle.LINE, X, sine());
    assertRefused("the chart has a series 'a' already", () -> plot.vertical("a", 1));
    assertRefused(
        "'b' has DATES on the x axis, the others have not",
        () -> plot.vertical("b", LocalDate.EPOCH));
    assertRefused(
        "series 'c' has 50 x and 1 y values",
        () -> plot.add("c", SeriesStyle.LINE, X, new double[1]));
    assertRefused(
        "series 'd' has no value to draw",
        () -> plot.add("d", SeriesStyle.LINE, new double[1], new double[] {Double.NaN}));
    assertRefused(
        "series 'e' has an x that is not finite",
        () -> plot.add("e", SeriesStyle.LINE, new double[] {Double.NaN}, new double[1]));
    assertRefused(
        "series 'f' has colour -1; expected at least 0",
        () -> plot.add("f", SeriesStyle.LINE, -1, X, sine()));
    assertThrows(IllegalStateException.class, () -> Plot.titled("none").write(folder, "none"));
    IllegalStateException zero =
        assertThrows(IllegalStateException.class, () -> plot.doublingX().write(folder, "zero"));
    assertEquals(
        "series 'a' has x 0.0 on an axis of doublings; expected more than 0", zero.getMessage());
  }

  private static void assertRefused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, e.getMessage());
  }

  private static double[] sine() {
    double[] y = new double[X.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.sin(X[i] / 5);
    }
    return y;
  }

  private static long count(BufferedImage image, int color) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == color) {
          count++;
        }
      }
    }
    return count;
  }
}
