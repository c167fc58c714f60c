package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.experiment.Experiment;
import org.openjdk.jmh.annotations.Param;

/** Every experiment, with two epochs: both backends train the same weights. */
class ExperimentTest {
  private static final int EPOCHS = 2;

  static Stream<String> names() throws NoSuchFieldException {
    return Arrays.stream(
        Experiment.class.getField("experiment").getAnnotation(Param.class).value());
  }

  @ParameterizedTest
  @MethodSource("names")
  void sameWeights(String name) throws IOException {
    assertEquals(run(name, Backends.SCALAR), run(name, Backends.SIMD));
  }

  /** The hash of the weights. */
  private static String run(String name, String engine) throws IOException {
    Experiment benchmark = new Experiment();
    benchmark.experiment = name;
    benchmark.engine = engine;
    benchmark.mostEpochs = Integer.toString(EPOCHS);
    benchmark.setUp();
    Experiment.Report report = new Experiment.Report();
    String hash = benchmark.run(report);
    benchmark.tearDown();
    assertEquals(EPOCHS, report.trainedEpochs);
    assertTrue(report.trainingSeconds > 0);
    assertEquals(64, hash.length(), hash);
    return hash;
  }
}
