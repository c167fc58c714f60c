package org.lstm4j.samples.experiments;

import java.io.PrintStream;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Slice;
import org.lstm4j.samples.console.Table;

/** The layers of a model with their sizes and numbers of parameters, as Keras lists them. */
final class ModelSummary {
  private ModelSummary() {}

  static void print(Parameters parameters, PrintStream out) {
    ModelSpec spec = parameters.spec();
    Table table = new Table().words("layer").words("output at each step").figures("parameters");
    for (int k = 0; k < spec.layers().size(); k++) {
      String suffix = "_l" + k;
      String hidden = Integer.toString(spec.layers().get(k).hiddenSize());
      table.row("lstm " + (k + 1), hidden, Long.toString(count(parameters, suffix)));
    }
    if (spec.hasHead()) {
      table.row(
          "dense",
          spec.output() == ModelSpec.Output.LAST
              ? spec.headSize() + " (last step only)"
              : Integer.toString(spec.headSize()),
          Long.toString(
              parameters.get(Parameters.HEAD_WEIGHTS).length
                  + parameters.get(Parameters.HEAD_BIAS).length));
    }
    table.row("total", "", Integer.toString(parameters.size()));
    table.print(out);
  }

  private static long count(Parameters parameters, String suffix) {
    return parameters.layout().slices().stream()
        .filter(slice -> slice.name().endsWith(suffix))
        .mapToLong(Slice::length)
        .sum();
  }
}
