package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void shapesOfAllKinds() {
    assertEquals(List.of(), new Tensor(List.of(), new float[1]).shape());
    assertEquals(List.of(2, 3), new Tensor(List.of(2, 3), new float[6]).shape());
    assertEquals(List.of(0, 3), new Tensor(List.of(0, 3), new float[0]).shape());
  }

  @Test
  void theShapeIsACopy() {
    List<Integer> shape = new ArrayList<>(List.of(2));
    Tensor tensor = new Tensor(shape, new float[2]);
    shape.set(0, 5);
    assertEquals(List.of(2), tensor.shape());
  }

  @Test
  void shapeAndValuesMustAgree() {
    refuses("the shape [2, 3] holds 6 values; there are 5", List.of(2, 3), 5);
    refuses("the shape [] holds 1 values; there are 0", List.of(), 0);
    refuses("the shape [2, -1] has a negative size", List.of(2, -1), 2);
    refuses(
        "the shape [65536, 65536] holds 4294967296 values; there are 0", List.of(65536, 65536), 0);
  }

  private static void refuses(String message, List<Integer> shape, int count) {
    var e = assertThrows(IllegalArgumentException.class, () -> new Tensor(shape, new float[count]));
    assertEquals(message, e.getMessage());
  }
}
