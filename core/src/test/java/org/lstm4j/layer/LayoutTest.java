package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

  @Test
  void slicesFollowWithoutGaps() {
    Layout.Builder builder = Layout.builder();
    Slice matrix = builder.matrix("w", 3, 4, Role.DENSE_WEIGHTS);
    Slice vector = builder.vector("b", 5, Role.DENSE_BIAS);
    Layout layout = builder.build();
    assertEquals(new Slice("w", 0, 3, 4, false, List.of(Role.DENSE_WEIGHTS)), matrix);
    assertEquals(new Slice("b", 12, 1, 5, true, List.of(Role.DENSE_BIAS)), vector);
    assertEquals(List.of(matrix, vector), layout.slices());
    assertEquals(17, layout.size());
    assertEquals(12, matrix.length());
    assertEquals(12, matrix.end());
    assertEquals(17, vector.end());
    assertSame(vector, layout.slice("b"));
  }

  @Test
  void aFinishedLayoutDoesNotGrow() {
    Layout.Builder builder = Layout.builder();
    assertEquals(0, builder.build().size());
    builder.vector("a", 2);
    Layout layout = builder.build();
    builder.vector("b", 3);
    assertEquals(2, layout.size());
    assertEquals(5, builder.build().size());
  }

  @Test
  void everyIndexHasItsPlace() {
    Layout.Builder builder = Layout.builder();
    builder.matrix("w", 2, 3);
    builder.vector("b", 2);
    Layout layout = builder.build();
    String[] places = {"w[0, 0]", "w[0, 1]", "w[0, 2]", "w[1, 0]", "w[1, 1]", "w[1, 2]"};
    for (int i = 0; i < 6; i++) {
      assertEquals(places[i], layout.sliceAt(i).locate(i));
    }
    assertEquals("b[0]", layout.sliceAt(6).locate(6));
    assertEquals("b[1]", layout.sliceAt(7).locate(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
  void anIndexOutside(int index) {
    Layout.Builder builder = Layout.builder();
    builder.vector("b", 2);
    Layout layout = builder.build();
    var e = assertThrows(IndexOutOfBoundsException.class, () -> layout.sliceAt(index));
    assertEquals("index " + index + " of a layout of 2 values", e.getMessage());
  }

  @Test
  void anUnknownName() {
    Layout.Builder builder = Layout.builder();
    builder.matrix("w", 2, 3);
    builder.vector("b", 2);
    Layout layout = builder.build();
    var e = assertThrows(IllegalArgumentException.class, () -> layout.slice("W"));
    assertEquals("no parameter 'W'; there are [w, b]", e.getMessage());
  }

  @Test
  void moreThanOneArrayHolds() {
    Layout.Builder builder = Layout.builder();
    builder.matrix("a", 1 << 16, 1 << 14);
    var e =
        assertThrows(IllegalArgumentException.class, () -> builder.matrix("b", 1 << 16, 1 << 14));
    assertEquals(
        "b of 65536 × 16384 takes the parameters to 2147483648 values, more than one array holds",
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.matrix("c", Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertEquals(1 << 30, builder.build().size());
  }
}
