package org.lstm4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

class OptimizerStateTest {
  private static final ModelSpec TINY = ModelSpec.values(1).lstm(1).lastStep(); // 12 parameters

  @Test
  void plainGradientDescentRemembersNothing() {
    var state = new OptimizerState(new Optimizer.Sgd(0.1), new Parameters(TINY));
    assertEquals(0, state.steps());
    assertThrows(IndexOutOfBoundsException.class, () -> state.moment(0));
  }

  @Test
  void momentumRemembersVelocities() {
    var state = new OptimizerState(new Optimizer.Sgd(0.1, 0.9), new Parameters(TINY));
    assertArrayEquals(new float[12], state.moment(0));
    assertThrows(IndexOutOfBoundsException.class, () -> state.moment(1));
  }

  @Test
  void adamRemembersTwoMoments() {
    var state = new OptimizerState(new Optimizer.Adam(0.1), new Parameters(TINY));
    assertArrayEquals(new float[12], state.moment(0));
    assertArrayEquals(new float[12], state.moment(1));
    assertNotSame(state.moment(0), state.moment(1));
    assertSame(state.moment(0), state.moment(0));
  }

  @Test
  void everyStepCounts() {
    Optimizer[] all = {
      new Optimizer.Sgd(0.1), new Optimizer.Sgd(0.1, 0.9), new Optimizer.Adam(0.1)
    };
    for (Optimizer optimizer : all) {
      Parameters parameters = new Parameters(TINY);
      Parameters gradients = new Parameters(TINY);
      var state = new OptimizerState(optimizer, parameters);
      try (Kernels kernels = scalar()) {
        for (int t = 1; t <= 3; t++) {
          optimizer.step(kernels, parameters, gradients, state, 0.1);
          assertEquals(t, state.steps());
        }
      }
    }
  }

  /** Two gradients of 1 with momentum ½: velocities 1 and 1½, in the order of the parameters. */
  @Test
  void momentsAreInTheOrderOfTheParameters() {
    Optimizer optimizer = new Optimizer.Sgd(1, 0.5);
    Parameters parameters = new Parameters(TINY);
    Parameters gradients = new Parameters(TINY);
    gradients.values()[7] = 1;
    var state = new OptimizerState(optimizer, parameters);
    try (Kernels kernels = scalar()) {
      optimizer.step(kernels, parameters, gradients, state, 1);
      optimizer.step(kernels, parameters, gradients, state, 1);
    }
    float[] expected = new float[12];
    expected[7] = 1.5f;
    assertArrayEquals(expected, state.moment(0));
    expected[7] = -2.5f;
    assertArrayEquals(expected, parameters.values());
  }

  private static Kernels scalar() {
    return Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1);
  }
}
