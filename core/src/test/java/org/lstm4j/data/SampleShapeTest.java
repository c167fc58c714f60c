package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

class SampleShapeTest {
  private static final SampleShape NUMBERS =
      new SampleShape(Kind.VALUES, 2, 7, Output.LAST, Kind.VALUES, 3);
  private static final SampleShape TEXT =
      new SampleShape(Kind.INDICES, 9, 7, Output.SEQUENCE, Kind.INDICES, 9);

  @Test
  void fits() {
    assertDoesNotThrow(() -> NUMBERS.checkFits(ModelSpec.values(2).lstm(5).dense(3).lastStep(), 1));
    assertDoesNotThrow(() -> NUMBERS.checkFits(ModelSpec.values(2).lstm(5).lstm(3).lastStep(), 1));
    assertDoesNotThrow(() -> TEXT.checkFits(ModelSpec.indices(9).lstm(5).dense(9).everyStep(), 1));
  }

  @Test
  void messagesNameTheFirstThingThatDoesNotFit() {
    fails(
        "the model reads indices; the data has numbers",
        NUMBERS,
        ModelSpec.indices(1).lstm(1).everyStep());
    fails(
        "the model reads numbers; the data has indices",
        TEXT,
        ModelSpec.values(9).lstm(1).lastStep());
    fails(
        "the model has 1 inputs per step; the data has 2",
        NUMBERS,
        ModelSpec.values(1).lstm(1).everyStep());
    fails(
        "the model answers at every step; the data has targets at the last step",
        NUMBERS,
        ModelSpec.values(2).lstm(1).everyStep());
    fails(
        "the model answers at the last step; the data has targets at every step",
        TEXT,
        ModelSpec.indices(9).lstm(9).lastStep());
    fails(
        "the model has 5 outputs; the data has 3", NUMBERS, ModelSpec.values(2).lstm(5).lastStep());
    fails(
        "the model has 4 outputs; the data has 3",
        NUMBERS,
        ModelSpec.values(2).lstm(3).dense(4).lastStep());
  }

  private static void fails(String message, SampleShape shape, ModelSpec spec) {
    var e = assertThrows(IllegalArgumentException.class, () -> shape.checkFits(spec, 1));
    assertEquals(message, e.getMessage());
  }
}
