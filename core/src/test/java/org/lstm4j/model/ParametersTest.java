package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lstm4j.layer.Role;
import org.lstm4j.layer.Slice;

class ParametersTest {
  private static final ModelSpec TINY = ModelSpec.values(1).lstm(1).lastStep();

  /** I 3, H 2 and 5, O 7: 24 + 16 + 8, 40 + 100 + 20, 35 + 7. */
  @Test
  void layoutOfTwoLayersAndAHead() {
    Parameters parameters =
        new Parameters(ModelSpec.values(3).lstm(2).lstm(5).dense(7).everyStep());
    List<Role> biases = List.of(Role.GATE_BIAS, Role.FORGET_BIAS, Role.GATE_BIAS, Role.GATE_BIAS);
    assertEquals(
        List.of(
            new Slice(
                "lstm.weight_ih_l0", 0, 8, 3, false, Collections.nCopies(4, Role.INPUT_WEIGHTS)),
            new Slice(
                "lstm.weight_hh_l0",
                24,
                8,
                2,
                false,
                Collections.nCopies(4, Role.RECURRENT_WEIGHTS)),
            new Slice("lstm.bias_l0", 40, 1, 8, true, biases),
            new Slice(
                "lstm.weight_ih_l1", 48, 20, 2, false, Collections.nCopies(4, Role.INPUT_WEIGHTS)),
            new Slice(
                "lstm.weight_hh_l1",
                88,
                20,
                5,
                false,
                Collections.nCopies(4, Role.RECURRENT_WEIGHTS)),
            new Slice("lstm.bias_l1", 188, 1, 20, true, biases),
            new Slice("head.weight", 208, 7, 5, false, List.of(Role.DENSE_WEIGHTS)),
            new Slice("head.bias", 243, 1, 7, true, List.of(Role.DENSE_BIAS))),
        parameters.layout().slices());
    assertEquals(250, parameters.size());
    assertArrayEquals(new float[250], parameters.values());
  }

  @Test
  void theSineModelHas4385Parameters() {
    ModelSpec spec = ModelSpec.values(1).lstm(32).dense(1).lastStep();
    assertEquals(4385, new Parameters(spec).size());
    assertEquals(4352, new Parameters(ModelSpec.values(1).lstm(32).lastStep()).size());
  }

  @Test
  void indicesHaveAColumnPerClass() {
    Parameters parameters = new Parameters(ModelSpec.indices(32).lstm(25).dense(32).everyStep());
    assertEquals(100 * 32 + 100 * 25 + 100 + 32 * 25 + 32, parameters.size());
  }

  @Test
  void setAndGetOneSlice() {
    Parameters parameters = new Parameters(TINY);
    float[] weights = {1, 2, 3, 4};
    parameters.set("lstm.weight_hh_l0", weights);
    weights[0] = 9;
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0}, parameters.values());
    float[] copy = parameters.get("lstm.weight_hh_l0");
    assertArrayEquals(new float[] {1, 2, 3, 4}, copy);
    copy[0] = 9;
    assertEquals(1, parameters.values()[4]);
  }

  @Test
  void copiesAreIndependent() {
    Parameters parameters = new Parameters(TINY);
    Parameters copy = parameters.copy();
    parameters.values()[3] = 5;
    assertEquals(0, copy.values()[3]);
    assertSame(parameters.spec(), copy.spec());
    copy.copyFrom(parameters);
    assertArrayEquals(parameters.values(), copy.values());
    parameters.values()[3] = 6;
    assertEquals(5, copy.values()[3]);
  }

  /** Python: {@code hashlib.sha256(struct.pack('<12f', *[i * 0.5 - 1 for i in range(12)]))}. */
  @Test
  void digest() {
    Parameters parameters = new Parameters(TINY);
    for (int i = 0; i < 12; i++) {
      parameters.values()[i] = i * 0.5f - 1;
    }
    assertEquals(
        "2d7c60abb1d0a59ecad7ef9a40034aa97e6e2651378aca5e3f2e7bb45acc5057", parameters.sha256());
  }

  /** Python: {@code struct.pack('<12I', 0x7fc00001, 0x80000000, 1, 0xff800000, *[0] * 8)}. */
  @Test
  void digestIsOfTheBits() {
    Parameters parameters = new Parameters(TINY);
    int[] bits = {0x7fc00001, 0x80000000, 1, 0xff800000};
    for (int i = 0; i < bits.length; i++) {
      parameters.values()[i] = Float.intBitsToFloat(bits[i]);
    }
    assertEquals(
        "9aff208c13e8a0df60479d59f1214b16ecbd367fbf6d9a14b0de4fe02c72b760", parameters.sha256());
    String before = parameters.sha256();
    parameters.values()[1] = 0f; // was −0
    assertNotEquals(before, parameters.sha256());
  }

  @Test
  void messages() {
    Parameters parameters = new Parameters(TINY);
    fails(
        "lstm.weight_hh_l0 has 3 values; expected 4 × 1",
        () -> parameters.set("lstm.weight_hh_l0", new float[3]));
    fails(
        "no parameter 'head.bias'; there are [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_l0]",
        () -> parameters.get("head.bias"));
    Parameters other = new Parameters(ModelSpec.values(2).lstm(1).lastStep());
    fails(
        "the other parameters are of 2 values, lstm 1, last step; expected 1 values, lstm 1, last step",
        () -> parameters.copyFrom(other));
    fails(
        "the hidden size is 536870912; expected at most 536870911",
        () -> new Parameters(ModelSpec.values(1).lstm(1 << 29).lastStep()));
    fails(
        "lstm.weight_hh_l0 of 120000 × 30000 takes the parameters to 3600120000 values, more than"
            + " one array holds",
        () -> new Parameters(ModelSpec.values(1).lstm(30_000).lastStep()));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
