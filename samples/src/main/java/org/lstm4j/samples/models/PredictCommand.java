package org.lstm4j.samples.models;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import org.lstm4j.data.Scaler;
import org.lstm4j.formats.NumPy;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.io.Tensor;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.samples.failure.InputException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a model over a file, or over what comes in, line by line. */
@Command(
    name = "predict",
    description = "run a model over a CSV or NumPy file, or over lines as they come in",
    footer = {
      "",
      "A CSV file is one sequence, a row for each step, with or without a line of names. A model",
      "that answers at each step answers each line at once, so that it can stand in a pipe.",
      "Where the model's file has a scaler of its inputs, they are scaled, and answers scaled back",
      "if they have the columns of the inputs."
    })
public final class PredictCommand extends ModelCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "the model file, of any format")
  private Path file;

  @ArgGroup(multiplicity = "1")
  private Inputs inputs;

  @Option(names = "--json", description = "write arrays of JSON, one a line, in place of CSV")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "where answers go; a name that ends in .npy makes a NumPy file of those to"
              + " --npy (default: standard output)")
  private Path target;

  /** Where inputs come from. */
  static final class Inputs {
    @Option(
        names = "--csv",
        paramLabel = "FILE|-",
        description = "a CSV file; - for standard input")
    private Path csv;

    @Option(
        names = "--npy",
        paramLabel = "X.npy",
        description =
            "a NumPy file, [batch, steps, values] or [steps, values]; indices without" + " values")
    private Path npy;
  }

  /** Called by the command line. */
  public PredictCommand() {}

  @Override
  protected int execute() throws IOException {
    boolean asArray = target != null && target.toString().endsWith(".npy");
    if (asArray && (inputs.npy == null || json)) {
      throw new InputException(
          "'%s' is to be a NumPy file; expected --npy and no --json with it".formatted(target));
    }
    ReadModel model = read(file);
    model.assumptions().forEach(line -> err().println("note: " + line));
    if (asArray) {
      NumPy.write(target, outputs(model));
      return 0;
    }
    if (target == null) {
      write(model, out());
      return 0;
    }
    try (PrintStream to = new PrintStream(target.toFile(), StandardCharsets.UTF_8)) {
      write(model, to);
    }
    return 0;
  }

  private void write(ReadModel model, PrintStream to) throws IOException {
    if (inputs.npy != null) {
      Tensor outputs = outputs(model);
      int size = outputs.shape().getLast();
      for (int at = 0; at < outputs.values().length; at += size) {
        to.println(line(Arrays.copyOfRange(outputs.values(), at, at + size)));
      }
      return;
    }
    Optional<Scaler> scaler = model.preprocessing().scaler();
    ModelSpec spec = model.parameters().spec();
    boolean isWhole = spec.output() == ModelSpec.Output.LAST || !spec.runsInPieces();
    try (InputRows rows = InputRows.open(csv(), columns(spec));
        PredictionStream stream = new SequenceRunner(model).newStream()) {
      if (isWhole) {
        whole(rows, spec, stream, scaler, to);
        return;
      }
      float[] output = new float[spec.outputSize()];
      for (double[] row = rows.next(); row != null; row = rows.next()) {
        SequenceRunner.run(stream, spec, source(), scaled(row, scaler), 1, output);
        to.println(line(unscaled(output, scaler)));
        to.flush();
      }
    }
  }

  private String source() {
    return "'%s'".formatted(inputs.csv);
  }

  private Path csv() {
    return inputs.csv.toString().equals("-") ? inputs.csv : existing("CSV file", inputs.csv);
  }

  private static int columns(ModelSpec spec) {
    return spec.input() == Kind.VALUES ? spec.inputSize() : 1;
  }

  private void whole(
      InputRows rows,
      ModelSpec spec,
      PredictionStream stream,
      Optional<Scaler> scaler,
      PrintStream to) {
    FloatArrayList all = new FloatArrayList();
    for (double[] row = rows.next(); row != null; row = rows.next()) {
      for (float value : scaled(row, scaler)) {
        all.add(value);
      }
    }
    int steps = all.size() / columns(spec);
    if (steps == 0) {
      throw new InputException(source() + " has no rows; expected at least one");
    }
    boolean every = spec.output() == ModelSpec.Output.SEQUENCE;
    int size = spec.outputSize();
    float[] outputs = new float[(every ? steps : 1) * size];
    SequenceRunner.run(stream, spec, source(), all.toFloatArray(), steps, outputs);
    for (int at = 0; at < outputs.length; at += size) {
      to.println(line(unscaled(Arrays.copyOfRange(outputs, at, at + size), scaler)));
    }
  }

  private Tensor outputs(ReadModel model) throws IOException {
    if (model.preprocessing().scaler().isPresent()) {
      err().println("note: the file has a scaler; arrays are taken as they are, unscaled");
    }
    Tensor x = NumPy.read(existing("NumPy file", inputs.npy));
    return new SequenceRunner(model).run("'" + inputs.npy + "'", x);
  }

  private static float[] scaled(double[] row, Optional<Scaler> scaler) {
    float[] values = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = scaler.isPresent() ? scaler.get().transform(row[i], i) : (float) row[i];
    }
    return values;
  }

  private static float[] unscaled(float[] output, Optional<Scaler> scaler) {
    return scaler.isPresent() && scaler.get().columns() == output.length
        ? scaler.get().inverse(output)
        : output;
  }

  private String line(float[] values) {
    StringJoiner line = json ? new StringJoiner(", ", "[", "]") : new StringJoiner(",");
    for (float value : values) {
      line.add(Float.toString(value));
    }
    return line.toString();
  }
}
