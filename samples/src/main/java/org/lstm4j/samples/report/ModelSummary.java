package org.lstm4j.samples.report;

import java.io.PrintStream;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Layout;
import org.lstm4j.layer.Shape;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.samples.console.Table;

/** The layers of a model with their sizes and numbers of parameters, as Keras lists them. */
public final class ModelSummary {
  private ModelSummary() {}

  /**
   * Prints the table.
   *
   * @param parameters the model
   * @param out where to
   */
  public static void print(Parameters parameters, PrintStream out) {
    ModelSpec spec = parameters.spec();
    Table table = new Table().words("layer").words("output at each step").figures("parameters");
    for (int k = 0; k < spec.layers().size(); k++) {
      LayerSpec layer = spec.layers().get(k);
      Shape output = spec.shape(k + 1);
      Layout.Builder own = Layout.builder();
      layer.declare(own, name -> name, spec.shape(k));
      String size = output.size() + (output.everyStep() ? "" : " (last step only)");
      table.row(layer.toString(), size, Integer.toString(own.build().size()));
    }
    table.row("total", "", Integer.toString(parameters.size()));
    table.print(out);
  }
}
