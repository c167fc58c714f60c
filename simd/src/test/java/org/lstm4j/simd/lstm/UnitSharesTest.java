package org.lstm4j.simd.lstm;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.kernel.ActivationsContract;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Guarded;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Tapes;
import org.lstm4j.kernel.Values;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.simd.VectorKernelProvider;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.team.Parts;
import org.lstm4j.simd.team.Workers;

/**
 * Units shared among threads give the bits of one thread with all of them, in layers far below
 * those that {@link Recurrences} shares so.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnitSharesTest {
  private static final int ROUNDS = 12;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void unitsGiveTheBitsOfTheWhole(int threads) {
    SeededRandom random = new SeededRandom(800 + threads);
    try (Workers workers = new Workers(threads);
        Kernels kernels = new VectorKernelProvider().create(1)) {
      Recurrence[] shares = new Recurrence[threads];
      Arrays.setAll(shares, part -> new Recurrence(new Gemm(), workers::meet));
      for (int round = 0; round < ROUNDS; round++) {
        int h = (1 + random.nextInt(4)) * Gemm.PART_COLUMNS;
        int batch = 1 + random.nextInt(9);
        int steps = 1 + random.nextInt(4);
        int inputs = 1 + random.nextInt(40);
        int truncation = random.nextInt(3);
        GateActivations activations =
            round % 2 == 0
                ? GateActivations.STANDARD
                : Tapes.activations(ActivationsContract.ALL_FOR_GATES, random);
        Guarded x = Guarded.dense(steps * batch, inputs, random).fill(Values.NORMAL, random);
        Guarded bias = Guarded.dense(1, 4 * h, random).fill(Values.NORMAL, random);
        Guarded weights = Tapes.weights(h, Values.NORMAL, random);
        Panels input =
            (Panels)
                Tapes.packForward(
                    kernels, Guarded.matrix(4 * h, inputs, random).fill(Values.NORMAL, random));
        Panels forward = (Panels) Tapes.packForward(kernels, weights);
        Panels backward = (Panels) Tapes.packBackward(kernels, weights);
        LstmTape whole = Tapes.random(steps, batch, h, Values.NORMAL, random);
        LstmTape shared = Tapes.copy(whole);
        LstmTape inference = Tapes.inference(whole);
        String what =
            "H %d, B %d, T %d, I %d, cuts every %d, %s"
                .formatted(h, batch, steps, inputs, truncation, activations);

        LstmWeights all = new LstmWeights(activations, input, forward, bias.view());
        LstmWeights back = new LstmWeights(activations, backward, backward);
        kernels.lstmForward(whole, x.view(), all);
        for (LstmTape tape : List.of(shared, inference)) {
          workers.run((part, parts) -> {
            take(shares[part], h, batch, part, parts);
            shares[part].forward(tape, x.view(), all);
          });
        }
        Tapes.assertSame(whole, shared, what);
        Tapes.assertGuards(shared, what);
        Tapes.assertSameStates(whole, inference, what);

        Tapes.startBackward(whole, Values.NORMAL, random);
        LstmTape sharedBack = Tapes.copy(whole);
        kernels.lstmBackward(whole, back, truncation, true);
        workers.run((part, parts) -> {
          take(shares[part], h, batch, part, parts);
          shares[part].backward(sharedBack, back, truncation, true);
        });
        Tapes.assertSame(whole, sharedBack, what);
        Tapes.assertGuards(sharedBack, what);
      }
    }
  }

  private static void take(Recurrence share, int h, int batch, int part, int parts) {
    int unit = Parts.start(h, Gemm.PART_COLUMNS, part, parts);
    share.takeUnits(batch, unit, Parts.start(h, Gemm.PART_COLUMNS, part + 1, parts) - unit);
  }
}
