package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From JMH's single shots to a table. */
class ExperimentRowsTest {
  private static final String JSON =
      """
      [
        {"benchmark": "org.lstm4j.jmh.experiment.Experiment.run", "mode": "ss",
         "params": {"engine": "simd", "experiment": "sine", "mostEpochs": "default"},
         "primaryMetric": {"scoreUnit": "s/op", "rawData": [[5], [3], [4]]},
         "secondaryMetrics": {
           "trainedEpochs": {"scoreUnit": "#", "rawData": [[200], [200], [200]]},
           "trainingSeconds": {"scoreUnit": "#", "rawData": [[3], [1], [2]]}}},
        {"benchmark": "org.lstm4j.jmh.experiment.Experiment.run", "mode": "ss",
         "params": {"engine": "scalar", "experiment": "sine", "mostEpochs": "default"},
         "primaryMetric": {"scoreUnit": "s/op", "rawData": [[10]]},
         "secondaryMetrics": {
           "trainedEpochs": {"scoreUnit": "#", "rawData": [[200]]},
           "trainingSeconds": {"scoreUnit": "#", "rawData": [[8]]}}}
      ]
      """;

  @Test
  void runsAndEpochs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(Publisher.RESULTS);
    Files.writeString(file, JSON);
    String section = ExperimentRows.section(new Results(Measurement.read(file), 8));
    assertTrue(
        section.contains("| sine | 200 | 4.0 s | 10.0 ms | 10.0 s | 40.0 ms | 2.50 |\n"), section);
  }

  @Test
  void nothingIsSaidOfWhatDidNotRun() {
    assertEquals("", ExperimentRows.section(new Results(List.of(), 8)));
  }

  @Test
  void slowRowsHaveFewerForks() {
    List<Row> rows = ExperimentRows.all();
    assertEquals("Experiment.run simd sine mostEpochs=default", rows.get(0).toString());
    assertEquals(3, Grid.mostForks(rows.get(0)));
    assertEquals(1, Grid.mostForks(rows.get(1)));
    assertEquals(Integer.MAX_VALUE, Grid.mostForks(Grid.quick().getFirst()));
  }
}
