package org.lstm4j.samples.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.lstm4j.formats.ModelFormat;
import org.lstm4j.formats.Models;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.samples.failure.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a model file of another format. */
@Command(
    name = "convert",
    description = "make a model file of another format: .safetensors (lstm4j, PyTorch) or .onnx")
public final class ConvertCommand extends ModelCommand {
  @Parameters(index = "0", paramLabel = "IN", description = "the model file, of any format")
  private Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "the new file; its ending, .safetensors or .onnx, says what it becomes")
  private Path out;

  @Option(
      names = "--states",
      description = "ONNX with first states as inputs and last states as outputs")
  private boolean states;

  /** Called by the command line. */
  public ConvertCommand() {}

  @Override
  protected int execute() throws IOException {
    ModelFormat format = format();
    ReadModel model = read(in);
    model.assumptions().forEach(line -> err().println("note: " + line));
    if (model.preprocessing().scaler().isPresent() && format != ModelFormat.LSTM4J) {
      err().println("note: the scaler of the inputs stays behind; scale them before the model");
    }
    Models.write(model.parameters(), out, format);
    out().println("%s: %s → %s".formatted(out, model.format(), model.parameters().spec()));
    return 0;
  }

  private ModelFormat format() {
    String name = out.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return states ? ModelFormat.ONNX_WITH_STATES : ModelFormat.ONNX;
    }
    if (name.endsWith(".safetensors") && !states) {
      return ModelFormat.LSTM4J;
    }
    throw new InputException(
        "'%s' %s"
            .formatted(
                out,
                states
                    ? "cannot have states as inputs; expected a name that ends in .onnx"
                    : "says no format; expected a name that ends in .safetensors or .onnx"));
  }
}
