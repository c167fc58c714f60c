package org.lstm4j.samples.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.lstm4j.data.IndexWindows;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.infer.Sampler;
import org.lstm4j.infer.TextGenerator;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.layer.Role;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.samples.cli.CommonOptions;
import org.lstm4j.samples.cli.Converters;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.console.Table;
import org.lstm4j.samples.failure.Failure;
import org.lstm4j.samples.failure.InputException;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A text learned by heart, character by character: one sequence, back-propagation through all of
 * it, clipped gradient descent. Gradients are exact; the document's are not, and reach about half
 * of the accuracy.
 */
@Command(
    name = "chars",
    description = "learn a passage of Hamlet by heart, letter by letter",
    footer = {
      "",
      "Defaults: 1000 epochs, 25 hidden units, learning rate 0.05.",
      "The document is the introduction to LSTMs that this reproduces; see docs/experiments.md."
    })
public final class CharsCommand extends ExperimentCommand {
  private static final String HAMLET = "hamlet.txt";
  private static final int GENERATED = 300;
  private static final int LONGEST_TEXT = 1 << 26;
  private static final int PRINT_EVERY = 100;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "text to learn, UTF-8, turned to lower case (default: a passage of Hamlet)")
  private Path file;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      converter = Converters.PositiveDouble.class,
      description = "temperature of the generated text (default: 0.5)")
  private double temperature = 0.5;

  private String text = "";

  /** Called by the command line. */
  public CharsCommand() {}

  @Override
  protected void readInput(CommonOptions given) {
    text = (file == null ? hamlet() : read(file)).strip().toLowerCase(Locale.ROOT);
    int length = text.codePointCount(0, text.length());
    if (length < 3) {
      throw new InputException(
          "the text of '%s' has %d characters; expected at least 3".formatted(file, length));
    }
  }

  private static String hamlet() {
    try (InputStream in =
        Objects.requireNonNull(CharsCommand.class.getResourceAsStream(HAMLET), HAMLET)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace('\n', ' ');
    } catch (IOException e) {
      throw new InputException("cannot read the built-in text: " + e.getMessage(), e);
    }
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_TEXT + 1);
      if (bytes.length > LONGEST_TEXT) {
        throw new InputException(
            "'%s' has more than %d bytes; expected a text to learn by heart"
                .formatted(file, LONGEST_TEXT));
      }
      CharBuffer characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return characters.toString().replace("\r\n", "\n");
    } catch (CharacterCodingException e) {
      throw new InputException("'%s' is not a text file in UTF-8".formatted(file), e);
    } catch (FileSystemException e) {
      throw new InputException("cannot read " + Failure.reason(e), e);
    } catch (IOException e) {
      throw new InputException("cannot read '%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  protected void run(ExperimentRun run) throws Exception {
    long seed = run.options().seed();
    int hidden = run.options().hidden(25);
    Vocabulary vocabulary = Vocabulary.of(text);
    int[] encoded = vocabulary.encode(text);
    int classes = vocabulary.size();
    IndexWindows whole = IndexWindows.whole(encoded, classes);

    ModelSpec spec = ModelSpec.indices(classes).lstm(hidden).dense(classes).everyStep();
    Parameters parameters = initialization(classes, hidden).create(spec, seed);
    Session session =
        new Session(
            "chars",
            run,
            "%d characters, %d of them distinct".formatted(encoded.length, classes),
            parameters);
    Optimizer descent = new Optimizer.Sgd(run.options().learningRate(0.05));
    History history =
        session.train(
            session
                .trainer(
                    Loss.softmaxCrossEntropy().summed(),
                    Metric.of(Loss.softmaxCrossEntropy()),
                    descent)
                .clip(GradientClip.value(1))
                .batchSize(1),
            whole,
            run.options().epochs(1000));

    Predictor predictor = session.predictor();
    float[] logits = logits(predictor, encoded, classes);
    double greedy = accuracy(logits, encoded, classes, new Sampler(0, seed));
    double sampled = accuracy(logits, encoded, classes, new Sampler(1, seed));
    double naive = unigramEntropy(encoded, classes);
    printLosses(run, session, history, naive);
    printAccuracies(run, greedy, sampled);
    printGenerated(run, new TextGenerator(predictor, vocabulary), seed);
    session.plotLosses("Characters", "cross-entropy per character (nats)", history);
    session.finish(
        history,
        session
            .metrics(history, 1, session.trainLoss(history.last()), naive)
            .put("greedyAccuracy", greedy)
            .put("sampledAccuracy", sampled),
        Preprocessing.of(vocabulary));
  }

  /** Uniform in ±√(6 / (fan-in + fan-out)); a gate's fan-in is characters + hidden units. */
  private static Initialization initialization(int classes, int hidden) {
    float bound = (float) Math.sqrt(6.0 / ((double) classes + hidden + hidden));
    return Initialization.weights(Initializer.uniform(-bound, bound))
        .with(Role.DENSE_WEIGHTS, Initializer.glorotUniform())
        .with(Role.DENSE_BIAS, Initializer.zeros());
  }

  /** The model's logits for every character but the first, reading the true text. */
  private static float[] logits(Predictor predictor, int[] encoded, int classes) {
    int steps = encoded.length - 1;
    float[] logits = new float[Math.multiplyExact(steps, classes)];
    try (PredictionStream stream = predictor.newStream()) {
      stream.run(encoded, steps, logits);
    }
    return logits;
  }

  private static double accuracy(float[] logits, int[] encoded, int classes, Sampler sampler) {
    int right = 0;
    for (int t = 0; t < encoded.length - 1; t++) {
      right += sampler.draw(logits, t * classes, classes) == encoded[t + 1] ? 1 : 0;
    }
    return (double) right / (encoded.length - 1);
  }

  /** Cross-entropy of guessing every character by its frequency alone. */
  private static double unigramEntropy(int[] encoded, int classes) {
    int[] counts = new int[classes];
    for (int t = 1; t < encoded.length; t++) {
      counts[encoded[t]]++;
    }
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / (encoded.length - 1);
        entropy -= share * StrictMath.log(share);
      }
    }
    return entropy;
  }

  private static void printLosses(
      ExperimentRun run, Session session, History history, double naive) {
    Table table = new Table().figures("epoch").figures("loss");
    for (EpochReport epoch : history.epochs()) {
      if (epoch.epoch() % PRINT_EVERY == 0 || epoch.equals(history.last())) {
        table.row(Integer.toString(epoch.epoch()), Figures.loss(session.trainLoss(epoch)));
      }
    }
    table.print(run.out());
    run.out()
        .println(
            "loss: cross-entropy per character in nats; guessing by letter frequency gives "
                + Figures.loss(naive));
    run.out().println();
  }

  private static void printAccuracies(ExperimentRun run, double greedy, double sampled) {
    Table.besideDocument()
        .row("accuracy, likeliest character", Figures.percent(greedy), "")
        .row("accuracy, sampled character", Figures.percent(sampled), "about 50 %")
        .print(run.out());
    run.out().println();
  }

  private void printGenerated(ExperimentRun run, TextGenerator generator, long seed) {
    String prompt = text.substring(0, text.offsetByCodePoints(0, 1));
    String generated = generator.generate(prompt, GENERATED, new Sampler(temperature, seed));
    run.out().println("generated from '%s' at temperature %s:".formatted(prompt, temperature));
    run.out().println("  " + (prompt + generated).replace("\n", "\n  "));
  }
}
