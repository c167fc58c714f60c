package org.lstm4j.jmh.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/** Finds the vector kernels among some methods. */
class VectorKernelTest {

  /** Methods to look at; they never run. */
  static final class Methods {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    private Methods() {}

    static void inLoop(float[] x) {
      for (int i = 0; i < x.length; i += F.length()) {
        FloatVector.fromArray(F, x, i).neg().intoArray(x, i);
      }
    }

    static void throughHelper(float[] x, FloatVector v) {
      for (int i = 0; i < x.length; i++) {
        x[i] = helper(v);
      }
    }

    static float helper(FloatVector v) {
      return v.lane(0);
    }

    static float besideLoops(float[] x) {
      float sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i];
      }
      FloatVector v = FloatVector.broadcast(F, sum);
      for (int i = 0; i < x.length; i += F.length()) {
        sum -= x[i];
      }
      return sum + v.lane(0);
    }
  }

  @Test
  void loopsOverVectors() throws IOException {
    try (InputStream methods = getClass().getResourceAsStream("VectorKernelTest$Methods.class")) {
      List<VectorKernel> kernels = VectorKernel.of(methods.readAllBytes());
      assertEquals(
          List.of("VectorKernelTest$Methods.inLoop", "VectorKernelTest$Methods.throughHelper"),
          kernels.stream().map(VectorKernel::toString).toList());
      assertEquals(
          "org/lstm4j/jmh/profile/VectorKernelTest$Methods.inLoop([F)V",
          kernels.getFirst().pattern());
    }
  }
}
