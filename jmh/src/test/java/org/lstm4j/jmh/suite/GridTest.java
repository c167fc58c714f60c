package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.Backends;

/** The order of the rows. */
class GridTest {

  /** Ratios are taken between rows of the same work: nothing else runs between them. */
  @Test
  void rowsOfTheSameWorkFollowEachOther() {
    List<Row> rows = Grid.full(false);
    Set<String> seen = new HashSet<>();
    String last = "";
    for (Row row : rows) {
      String work =
          "%s.%s %s%s%s"
              .formatted(
                  row.topic(),
                  row.method(),
                  row.get("shape"),
                  row.get("size"),
                  row.get("experiment"));
      if (!work.equals(last)) {
        assertTrue(seen.add(work), row + " comes apart from its like");
      }
      last = work;
    }
  }

  @Test
  void twoThreadsAndNarrowVectorsFollowOne() {
    List<Row> rows = Grid.full(false);
    Row one = Rows.training(Backends.SIMD, "I64-H64-B32-T100", 1);
    int at = rows.indexOf(one);
    List<Row> like = rows.subList(at, at + 5);
    assertEquals(
        Set.of(
            one,
            one.with("engine", Backends.SCALAR),
            one.with("threads", "2"),
            one.withBits(128),
            one.withBits(256)),
        Set.copyOf(like));
  }
}
