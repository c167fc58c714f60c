package org.lstm4j.samples.models;

import java.io.IOException;
import java.nio.file.Path;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Scaler;
import org.lstm4j.data.StandardScaler;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.samples.report.ModelSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what a model file holds. */
@Command(
    name = "inspect",
    description = "say what a model file holds: lstm4j, PyTorch, Keras or ONNX")
public final class InspectCommand extends ModelCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "the model file")
  private Path file;

  /** Called by the command line. */
  public InspectCommand() {}

  @Override
  protected int execute() throws IOException {
    ReadModel model = read(file);
    ModelSpec spec = model.parameters().spec();
    out().println("%s: %s".formatted(file, model.format()));
    out()
        .println(
            "reads %d %s at each step, answers %s"
                .formatted(
                    spec.inputSize(),
                    spec.input() == Kind.VALUES ? "values" : "classes as indices",
                    spec.output() == ModelSpec.Output.SEQUENCE
                        ? "at each step"
                        : "once for each sequence"));
    out().println();
    ModelSummary.print(model.parameters(), out());
    out().println();
    out().println("what became of the file's layers:");
    model.layers().forEach(line -> out().println("  " + line));
    model.assumptions().forEach(line -> out().println("note: " + line));
    model
        .preprocessing()
        .scaler()
        .ifPresent(scaler -> out().println("note: inputs are scaled first, " + how(scaler)));
    model
        .preprocessing()
        .vocabulary()
        .ifPresent(
            all -> out().println("note: indices stand for %d characters".formatted(all.size())));
    out().println("weights sha256 " + model.parameters().sha256());
    return 0;
  }

  private static String how(Scaler scaler) {
    return switch (scaler) {
      case MinMaxScaler _ -> "each column to a range";
      case StandardScaler _ -> "each column to mean 0 and variance 1";
    };
  }
}
