package org.lstm4j.samples.models;

import java.io.IOException;
import java.nio.file.Path;
import org.lstm4j.formats.NumPy;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.io.Tensor;
import org.lstm4j.samples.cli.Converters;
import org.lstm4j.samples.failure.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what a model computes here with what it computed elsewhere. */
@Command(
    name = "verify",
    description = "compare what a model computes here with what it computed elsewhere")
public final class VerifyCommand extends ModelCommand {
  @Parameters(index = "0", paramLabel = "MODEL", description = "the model file, of any format")
  private Path file;

  @Option(
      names = "--inputs",
      required = true,
      paramLabel = "X.npy",
      description = "inputs, [batch, steps, values] or [steps, values]; indices without values")
  private Path inputs;

  @Option(
      names = "--outputs",
      required = true,
      paramLabel = "Y.npy",
      description = "what the model answered there, of the shape of its answers here")
  private Path outputs;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      converter = Converters.PositiveDouble.class,
      description = "fail if an output differs by more than this")
  private Double tolerance;

  /** Called by the command line. */
  public VerifyCommand() {}

  @Override
  protected int execute() throws IOException {
    ReadModel model = read(file);
    model.assumptions().forEach(line -> err().println("note: " + line));
    Tensor x = NumPy.read(existing("file", inputs));
    Tensor theirs = NumPy.read(existing("file", outputs));
    Tensor ours = new SequenceRunner(model).run("'" + inputs + "'", x);
    if (!theirs.shape().equals(ours.shape())) {
      throw new InputException(
          "'%s' has the shape %s; the model answers %s"
              .formatted(outputs, theirs.shape(), ours.shape()));
    }
    int worst = 0;
    int same = 0;
    double largest = 0;
    double magnitude = 0;
    for (int i = 0; i < ours.values().length; i++) {
      double difference = Math.abs((double) ours.values()[i] - theirs.values()[i]);
      if (Double.isNaN(difference)) { // which no comparison would find larger
        difference = Double.POSITIVE_INFINITY;
      }
      same += ours.values()[i] == theirs.values()[i] ? 1 : 0;
      magnitude = Math.max(magnitude, Math.abs(theirs.values()[i]));
      if (difference > largest) {
        largest = difference;
        worst = i;
      }
    }
    out()
        .println(
            "%d outputs, of which %d are the same to the bit; the largest is %s"
                .formatted(ours.values().length, same, (float) magnitude));
    out()
        .println(
            "largest difference %s (%s ULP) at %s: %s here, %s there"
                .formatted(
                    (float) largest,
                    Math.round(largest / Math.ulp(theirs.values()[worst])),
                    place(ours, worst),
                    ours.values()[worst],
                    theirs.values()[worst]));
    if (tolerance != null && largest > tolerance) {
      err().println("lstm4j verify: that is more than the tolerance of " + tolerance);
      return 1;
    }
    return 0;
  }

  /** Where a value stands, from 0 along each dimension. */
  private static String place(Tensor tensor, int index) {
    int rest = index;
    StringBuilder place = new StringBuilder();
    for (int size : tensor.shape().reversed()) {
      place.insert(0, (rest % size) + (place.isEmpty() ? "" : ", "));
      rest /= size;
    }
    return "[" + place + "]";
  }
}
