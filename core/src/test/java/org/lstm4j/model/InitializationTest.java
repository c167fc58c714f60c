package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lstm4j.layer.Role;
import org.lstm4j.random.SeededRandom;

class InitializationTest {
  private static final ModelSpec SPEC = ModelSpec.values(3).lstm(2).lstm(5).dense(7).everyStep();

  private record Call(String who, int offset, int fanOut, int fanIn) {}

  @Test
  void matricesAreFilledGateByGate() {
    List<Call> calls = new ArrayList<>();
    Initialization.standard()
        .with(Role.INPUT_WEIGHTS, recorder("W", calls))
        .with(Role.RECURRENT_WEIGHTS, recorder("U", calls))
        .with(Role.GATE_BIAS, recorder("b", calls))
        .with(Role.FORGET_BIAS, recorder("bf", calls))
        .with(Role.DENSE_WEIGHTS, recorder("V", calls))
        .with(Role.DENSE_BIAS, recorder("c", calls))
        .create(SPEC, 1);
    assertEquals(
        List.of(
            new Call("W", 0, 2, 3),
            new Call("W", 6, 2, 3),
            new Call("W", 12, 2, 3),
            new Call("W", 18, 2, 3),
            new Call("U", 24, 2, 2),
            new Call("U", 28, 2, 2),
            new Call("U", 32, 2, 2),
            new Call("U", 36, 2, 2),
            new Call("b", 40, 2, 1),
            new Call("bf", 42, 2, 1),
            new Call("b", 44, 2, 1),
            new Call("b", 46, 2, 1),
            new Call("W", 48, 5, 2),
            new Call("W", 58, 5, 2),
            new Call("W", 68, 5, 2),
            new Call("W", 78, 5, 2),
            new Call("U", 88, 5, 5),
            new Call("U", 113, 5, 5),
            new Call("U", 138, 5, 5),
            new Call("U", 163, 5, 5),
            new Call("b", 188, 5, 1),
            new Call("bf", 193, 5, 1),
            new Call("b", 198, 5, 1),
            new Call("b", 203, 5, 1),
            new Call("V", 208, 7, 5),
            new Call("c", 243, 7, 1)),
        calls);
  }

  private static Initializer recorder(String who, List<Call> calls) {
    return (values, offset, fanOut, fanIn, random) ->
        calls.add(new Call(who, offset, fanOut, fanIn));
  }

  @Test
  void standardHasForgetBiasOneAndOtherBiasesZero() {
    Parameters parameters = Initialization.standard().create(SPEC, 3);
    assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0, 0, 0}, parameters.get("lstm.bias_l0"));
    float[] upper = new float[20];
    Arrays.fill(upper, 5, 10, 1f);
    assertArrayEquals(upper, parameters.get("lstm.bias_l1"));
    assertArrayEquals(new float[7], parameters.get("head.bias"));
  }

  /** Glorot's bound is that of one gate, √(6 / (I + H)), and not that of all four. */
  @Test
  void standardWeightsAreGlorotUniformAndOrthogonalPerGate() {
    ModelSpec spec = ModelSpec.values(50).lstm(30).dense(20).lastStep();
    Parameters parameters = Initialization.standard().create(spec, 4);
    checkSpread(parameters.get("lstm.weight_ih_l0"), Math.sqrt(6.0 / 80));
    checkSpread(parameters.get("head.weight"), Math.sqrt(6.0 / 50));
    float[] u = parameters.get("lstm.weight_hh_l0");
    for (int gate = 0; gate < 4; gate++) {
      double dot = 0;
      double norm = 0;
      for (int j = 0; j < 30; j++) {
        double first = u[gate * 900 + j];
        dot += first * u[gate * 900 + 30 + j];
        norm += first * first;
      }
      assertEquals(0, dot, 0x1p-22); // see OrthogonalInitializerTest: 2⁻²³ and a little
      assertEquals(1, norm, 0x1p-22);
    }
    assertNotEquals(u[0], u[900]);
  }

  private static void checkSpread(float[] values, double bound) {
    double greatest = 0;
    for (float value : values) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    assertTrue(greatest <= bound * (1 + 0x1p-23));
    // None of n beyond 1 − s of the bound: (1 − s)ⁿ ≤ e⁻²¹ < 10⁻⁹ at s = 21 / n.
    assertTrue(greatest > bound * (1 - 21.0 / values.length));
  }

  @Test
  void drawsFromTheStreamOfInitialization() {
    Parameters parameters = Initialization.weights(Initializer.uniform(0, 1)).create(SPEC, 9);
    SeededRandom random = new SeededRandom(9, 0);
    for (int i = 0; i < 40; i++) {
      assertEquals(random.nextUniform(0, 1), parameters.values()[i], "value " + i);
    }
    assertArrayEquals(new float[8], parameters.get("lstm.bias_l0"));
    assertEquals(random.nextUniform(0, 1), parameters.values()[48]);
  }

  @Test
  void sameSeedSameBits() {
    Initialization standard = Initialization.standard();
    String digest = standard.create(SPEC, 5).sha256();
    assertEquals(digest, standard.create(SPEC, 5).sha256());
    assertEquals(digest, Initialization.standard().create(SPEC, 5).sha256());
    assertNotEquals(digest, standard.create(SPEC, 6).sha256());
  }

  @Test
  void copiesDifferInOneThing() {
    Initialization zeros = Initialization.weights(Initializer.zeros());
    assertArrayEquals(new float[250], zeros.create(SPEC, 1).values());

    Initializer two = Initializer.constant(2);
    checkOnly(zeros.with(Role.RECURRENT_WEIGHTS, two), "lstm.weight_hh_l0", "lstm.weight_hh_l1");
    checkOnly(zeros.withGateBias(two), "lstm.bias_l0", "lstm.bias_l1");
    checkOnly(
        zeros.with(Role.DENSE_WEIGHTS, two).with(Role.DENSE_BIAS, two), "head.weight", "head.bias");
    Parameters forget = zeros.with(Role.FORGET_BIAS, Initializer.constant(3)).create(SPEC, 1);
    assertArrayEquals(new float[] {0, 0, 3, 3, 0, 0, 0, 0}, forget.get("lstm.bias_l0"));
    Parameters both =
        zeros.withGateBias(two).with(Role.FORGET_BIAS, Initializer.constant(-1)).create(SPEC, 1);
    assertArrayEquals(new float[] {2, 2, -1, -1, 2, 2, 2, 2}, both.get("lstm.bias_l0"));
  }

  private static void checkOnly(Initialization initialization, String... names) {
    Parameters parameters = initialization.create(SPEC, 1);
    parameters
        .layout()
        .slices()
        .forEach(slice -> {
          float[] expected = new float[slice.length()];
          Arrays.fill(expected, Arrays.asList(names).contains(slice.name()) ? 2 : 0);
          assertArrayEquals(expected, parameters.get(slice.name()), slice.name());
        });
  }

  @Test
  void withoutHeadNothingIsDrawnForIt() {
    Parameters with =
        Initialization.standard().create(ModelSpec.values(2).lstm(3).dense(1).lastStep(), 8);
    Parameters without =
        Initialization.standard().create(ModelSpec.values(2).lstm(3).lastStep(), 8);
    assertArrayEquals(without.values(), Arrays.copyOf(with.values(), without.size()));
  }

  @Test
  void nothingMayBeNull() {
    Initialization standard = Initialization.standard();
    var e = assertThrows(NullPointerException.class, () -> standard.withGateBias(null));
    assertEquals("initializer", e.getMessage());
  }
}
