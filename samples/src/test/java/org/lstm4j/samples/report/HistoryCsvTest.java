package org.lstm4j.samples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HistoryCsvTest {
  @Test
  void missingValidationLossIsEmpty() throws IOException {
    HistoryCsv history = new HistoryCsv();
    history.add(new HistoryCsv.Epoch(1, 0.246, OptionalDouble.of(0.418), 1e-3, 0.5));
    history.add(new HistoryCsv.Epoch(2, 1e-9, OptionalDouble.empty(), 1e-4, 1e-7));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    history.writeTo(file);
    assertEquals(
        """
        epoch,trainLoss,validationLoss,learningRate,seconds
        1,0.246,0.418,0.001,0.500000
        2,1.0E-9,,1.0E-4,0.000000
        """,
        file.toString(StandardCharsets.UTF_8));
    assertEquals(List.of(1, 2), history.epochs().stream().map(HistoryCsv.Epoch::epoch).toList());
  }
}
