package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.kernel.Gemm;
import org.lstm4j.jmh.lstm.ForwardPass;
import org.lstm4j.jmh.lstm.StreamingStep;
import org.lstm4j.jmh.lstm.TrainingStep;

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
    Set<Row> expected =
        new HashSet<>(Set.of(one, one.with("engine", Backends.SCALAR), one.with("threads", "2")));
    Grid.narrow().forEach(bits -> expected.add(one.withBits(bits)));
    assertEquals(expected, Set.copyOf(rows.subList(at, at + expected.size())));
  }

  /** The rows of README.md's table, with the peers that are there. */
  @Test
  void theHeadlineIsWholeAndNothingElse() {
    List<Row> rows = Grid.headline();
    assertTrue(rows.containsAll(Headline.ours()), rows.toString());
    assertTrue(rows.contains(Rows.ceiling()));
    boolean peers = Engines.hasPeers();
    for (String peer : List.of("libtorch", "dnnl")) {
      for (String shape : Headline.TRAINING) {
        assertEquals(peers, rows.contains(Rows.training(peer, shape, 1)), peer + shape);
      }
    }
    for (String peer : List.of("libtorch", "dnnl", "onnxruntime")) {
      for (String shape : Headline.FORWARD) {
        assertEquals(peers, rows.contains(Rows.forward(peer, shape)), peer + shape);
      }
    }
    for (String peer : List.of("openblas", "mkl")) {
      for (String size : Headline.SIZES) {
        assertEquals(peers, rows.contains(Rows.gemm(peer, size)), peer + size);
      }
    }
    for (Row row : rows) {
      assertTrue(row.equals(Rows.ceiling()) || Headline.has(row), row.toString());
      assertEquals(Integer.MAX_VALUE, Grid.mostForks(row), row.toString());
    }
  }

  @Test
  void theHeadlineIsAmongWhatTheBenchmarksRunByThemselves() {
    assertEquals(Headline.TRAINING, Grid.values(TrainingStep.class, "shape"));
    assertEquals(Headline.FORWARD, Grid.values(ForwardPass.class, "shape"));
    assertEquals(Headline.STREAMING, Grid.values(StreamingStep.class, "shape"));
    assertTrue(Grid.values(Gemm.class, "size").containsAll(Headline.SIZES));
  }
}
