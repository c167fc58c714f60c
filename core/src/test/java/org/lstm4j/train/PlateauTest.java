package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateauTest {
  /** As PyTorch's ReduceLROnPlateau(factor=0.5, patience=1, threshold=0.1 absolute, min 0.2). */
  @Test
  void factors() {
    Plateau.Counter counter = new Plateau(0.5, 1, 0.1, 0.2).newCounter();
    double[] losses = {1, 0.95, 0.95, 0.8, 0.75, 0.75, 0.75, 0.75, 0.75};
    double[] factors = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2};
    for (int n = 0; n < losses.length; n++) {
      assertEquals(factors[n], counter.factorAfter(losses[n]), "after epoch " + (n + 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0,0",
    "1,0,0,0",
    "NaN,0,0,0",
    "0.5,-1,0,0",
    "0.5,0,-1,0",
    "0.5,0,Infinity,0",
    "0.5,0,0,-0.1",
    "0.5,0,0,1.1"
  })
  void refusals(double factor, int patience, double delta, double least) {
    assertThrows(IllegalArgumentException.class, () -> new Plateau(factor, patience, delta, least));
  }
}
