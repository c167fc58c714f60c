package org.lstm4j.samples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCsvTest {
  @TempDir private Path temp;

  @Test
  void missingValidationLossIsEmpty() throws IOException {
    HistoryCsv history = new HistoryCsv();
    history.add(new HistoryCsv.Epoch(1, 0.246, OptionalDouble.of(0.418), 1e-3, 0.5));
    history.add(new HistoryCsv.Epoch(2, 1e-9, OptionalDouble.empty(), 1e-4, 1e-7));
    history.write(OutputFolder.create(temp));
    assertEquals(
        """
        epoch,trainLoss,validationLoss,learningRate,seconds
        1,0.246,0.418,0.001,0.500000
        2,1.0E-9,,1.0E-4,0.000000
        """,
        Files.readString(temp.resolve("history.csv")));
    assertEquals(List.of(1, 2), history.epochs().stream().map(HistoryCsv.Epoch::epoch).toList());
  }
}
