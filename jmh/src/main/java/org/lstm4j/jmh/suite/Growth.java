package org.lstm4j.jmh.suite;

import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * How times grow when a size does, on one thread.
 *
 * @param title what is looked at
 * @param task what is run
 * @param axis the size that grows
 * @param size the size of a shape
 * @param peers who is measured beside lstm4j
 * @param scalarShapes on which shapes the reference runs: where it is quick
 * @param shapes all shapes, growing
 */
record Growth(
    String title,
    Task task,
    String axis,
    ToIntFunction<LstmShape> size,
    Set<String> peers,
    Set<String> scalarShapes,
    List<String> shapes) {

  private static final Set<String> FORWARD_PEERS = Set.of("onnxruntime", "dnnl");

  /** One sequence, ever more units. */
  static final Growth FORWARD_ONE =
      new Growth(
          "Forward pass, one sequence",
          Task.INFERENCE,
          "hidden units",
          LstmShape::hidden,
          FORWARD_PEERS,
          Set.of("I16-H16-B1-T25", "I256-H256-B1-T25"),
          List.of("I16-H16-B1-T25", "I64-H64-B1-T25", "I256-H256-B1-T25", "I1024-H1024-B1-T25"));

  /** 32 sequences, ever more units. */
  static final Growth FORWARD_BATCH =
      new Growth(
          "Forward pass, 32 sequences",
          Task.INFERENCE,
          "hidden units",
          LstmShape::hidden,
          FORWARD_PEERS,
          Set.of("I64-H64-B32-T25"),
          List.of(
              "I16-H16-B32-T25", "I64-H64-B32-T25", "I256-H256-B32-T25", "I1024-H1024-B32-T25"));

  private static final List<Growth> TRAINING =
      List.of(
          training(
              "Training step, all sizes growing",
              "hidden units",
              LstmShape::hidden,
              "I1-H1-B1-T4",
              "I16-H16-B16-T16",
              "I64-H64-B32-T25",
              "I256-H256-B64-T25",
              "I1024-H1024-B128-T25"),
          training(
              "Training step, longer sequences",
              "time steps",
              LstmShape::steps,
              "I64-H64-B32-T1",
              "I64-H64-B32-T25",
              "I64-H64-B32-T125"),
          training(
              "Training step, larger batches",
              "sequences",
              LstmShape::batch,
              "I64-H64-B1-T25",
              "I64-H64-B16-T25",
              "I64-H64-B256-T25"),
          training(
              "Training step, more layers",
              "layers",
              LstmShape::layers,
              "I64-H64-B32-T25",
              "I64-H64-B32-T25-L2",
              "I64-H64-B32-T25-L3"));

  private static Growth training(
      String title, String axis, ToIntFunction<LstmShape> size, String... shapes) {
    return new Growth(
        title,
        Task.TRAINING,
        axis,
        size,
        Set.of(),
        Set.of("I1-H1-B1-T4", "I16-H16-B16-T16"),
        List.of(shapes));
  }

  /** {@return all of them} */
  static List<Growth> all() {
    return Stream.concat(Stream.of(FORWARD_ONE, FORWARD_BATCH), TRAINING.stream()).toList();
  }

  /** {@return the shapes on which an engine is measured} */
  List<String> shapes(String engine) {
    return switch (engine) {
      case Backends.SIMD -> shapes;
      case Backends.SCALAR -> shapes.stream().filter(scalarShapes::contains).toList();
      default -> peers.contains(engine) ? shapes : List.of();
    };
  }

  /** {@return the size that grows} */
  int size(String shape) {
    return size.applyAsInt(LstmShape.parse(shape));
  }
}
