package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Windows;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;
import org.lstm4j.train.TrainingListener;

/** Training and prediction side by side, and for long: the same bits, and no more memory. */
@Tag("once")
class SoakTest {
  /** Thousands of steps and models: 1 in a build, 1000 in a long run. */
  private static final int SOAK = Integer.getInteger("soak", 1);

  private static final int READERS = 3;
  private static final ModelSpec SPEC = ModelSpec.values(1).lstm(24).dense(1).lastStep();
  private static final float[] SERIES = new float[120];

  static {
    for (int i = 0; i < SERIES.length; i++) {
      SERIES[i] = (float) StrictMath.sin(0.3 * i);
    }
  }

  private static KernelProvider backend(String name) {
    return Backends.select(name, Backends.installed()).provider();
  }

  /** A model as it was after an epoch, for whoever wants to predict with it. */
  private record Snapshot(Parameters parameters) {
    float[] answers(KernelProvider backend) {
      float[] outputs = new float[SERIES.length];
      float[] one = new float[1];
      try (PredictionStream stream = new Predictor(parameters, backend).newStream()) {
        for (int t = 0; t < SERIES.length; t++) {
          stream.step(new float[] {SERIES[t]}, one);
          outputs[t] = one[0];
        }
      }
      return outputs;
    }
  }

  /**
   * One thread trains, with kernels of two threads; others predict with what it had learned, on
   * both backends, and get the bits that one thread alone gets from the scalar reference. The
   * training is not disturbed either.
   */
  @Test
  void trainingBesidePrediction() throws Exception {
    Parameters alone = Initialization.standard().create(SPEC, 1);
    trainer(alone).fit(Windows.next(SERIES, 20));
    BlockingQueue<Optional<Snapshot>> snapshots = new ArrayBlockingQueue<>(2 * READERS);
    AtomicLong compared = new AtomicLong();
    Parameters parameters = Initialization.standard().create(SPEC, 1);
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int r = 0; r < READERS; r++) {
        running.add(
            readers.submit(() -> {
              for (Optional<Snapshot> taken = snapshots.take();
                  taken.isPresent();
                  taken = snapshots.take()) {
                Snapshot next = taken.get();
                float[] expected = next.answers(backend(Backends.SCALAR));
                for (String name : List.of(Backends.SIMD, Backends.AUTO)) {
                  assertArrayEquals(expected, next.answers(backend(name)));
                  compared.addAndGet(SERIES.length);
                }
              }
              return null;
            }));
      }
      trainer(parameters)
          .listener(
              new TrainingListener() {
                @Override
                public void onEpoch(EpochReport report) {
                  try {
                    assertTrue(
                        snapshots.offer(
                            Optional.of(new Snapshot(parameters.copy())), 5, TimeUnit.MINUTES),
                        "nobody predicts any more");
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }
              })
          .fit(Windows.next(SERIES, 20));
      for (int r = 0; r < READERS; r++) {
        snapshots.put(Optional.empty());
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    assertEquals(alone.sha256(), parameters.sha256());
    IO.println("compared %d answers to the bit".formatted(compared.get()));
  }

  private static Trainer trainer(Parameters parameters) {
    return Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Adam(1e-3))
        .backend(backend(Backends.SIMD), 2)
        .epochs(20 * SOAK)
        .batchSize(16)
        .shuffle(1);
  }

  /** Models that are made, used and thrown away, and a stream that runs on and on. */
  @Test
  void memoryStaysFlat() {
    Parameters parameters = Initialization.standard().create(SPEC, 1);
    Predictor predictor = new Predictor(parameters, backend(Backends.SIMD));
    float[] output = new float[1];
    long[] before = {0, 0, 0};
    try (PredictionStream stream = predictor.newStream()) {
      for (int round = 0; round < 10; round++) {
        for (int step = 0; step < 100 * SOAK; step++) {
          stream.step(new float[] {SERIES[step % SERIES.length]}, output);
        }
        for (int model = 0; model < SOAK; model++) {
          Predictor thrownAway = new Predictor(parameters, backend(Backends.SIMD));
          thrownAway.newStream().step(new float[1], output); // and nobody closes it
          backend(Backends.SIMD).create(3);
        }
        if (round == 1) {
          before = used();
        }
      }
      long[] after = used();
      for (int tries = 0; isMore(before, after) && tries < 1000; tries++) {
        after = used(); // the collector's cleaners come when they come
      }
      assertTrue(
          !isMore(before, after),
          "%d KB of heap, %d KB outside, %d threads; at first %d, %d, %d"
              .formatted(
                  after[0] >> 10,
                  after[1] >> 10,
                  after[2],
                  before[0] >> 10,
                  before[1] >> 10,
                  before[2]));
    }
  }

  /** A megabyte of heap may come and go with the virtual machine's own affairs. */
  private static boolean isMore(long[] before, long[] after) {
    return after[0] > before[0] + (1 << 20) || after[1] > before[1] || after[2] > before[2];
  }

  /** Bytes of the heap and outside of it that are reachable, and our threads. */
  private static long[] used() {
    System.gc();
    long outside =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getTotalCapacity)
            .sum();
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("lstm4j-"))
            .count();
    return new long[] {
      ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), outside, threads
    };
  }
}
