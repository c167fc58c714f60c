package org.lstm4j.samples.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.samples.console.ProgressBar;
import org.lstm4j.samples.console.Table;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.samples.prices.PriceSeries;
import org.lstm4j.samples.report.HistoryCsv;
import org.lstm4j.samples.report.Metrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** An experiment that uses everything that the frame offers, and fails on demand. */
@Command(name = "demo", description = "counts down")
final class DemoCommand extends ExperimentCommand {
  @Mixin private PriceOptions prices;
  @Mixin private ScaleOption scale;

  private final Optional<Throwable> failure;
  private Optional<PriceSeries> series = Optional.empty();

  DemoCommand() {
    failure = Optional.empty();
  }

  DemoCommand(Throwable failure) {
    this.failure = Optional.of(failure);
  }

  @Override
  protected void readInput(CommonOptions given) {
    series = prices.read();
  }

  @Override
  protected void run(ExperimentRun run) throws Exception {
    CommonOptions options = run.options();
    run.warn("this is a demo");
    series.ifPresent(s -> run.out().println(s.describe()));
    HistoryCsv history = new HistoryCsv();
    int epochs = options.epochs(2);
    try (ProgressBar bar = run.progress("demo", epochs)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        history.add(new HistoryCsv.Epoch(epoch, 1.0 / epoch, OptionalDouble.empty(), 0.1, 0));
        bar.update(epoch);
      }
    }
    if (failure.isPresent()) {
      switch (failure.get()) {
        case Exception e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new AssertionError(t);
      }
    }
    Metrics metrics =
        new Metrics()
            .put("backend", options.backend())
            .put("threads", options.threads())
            .put("seed", options.seed())
            .put("hidden", options.hidden(32))
            .put("learningRate", options.learningRate(0.5))
            .put("lookBack", prices.lookBack(4))
            .put("scaleOn", scale.scaleOn().name());
    double[] losses = history.epochs().stream().mapToDouble(HistoryCsv.Epoch::trainLoss).toArray();
    run.plot(
        "loss",
        () -> Plot.titled("Loss").add("loss", SeriesStyle.LINE, Plot.countFrom(1, epochs), losses));
    Map<String, AtomicFile.Content> files = new LinkedHashMap<>();
    files.put(Metrics.FILE_NAME, metrics::writeTo);
    files.put(HistoryCsv.FILE_NAME, history::writeTo);
    run.report(files);
    Table.besideDocument().row("epochs", Integer.toString(epochs), "2").print(run.out());
  }
}
