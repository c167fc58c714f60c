package org.lstm4j.formats.chain;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Residual;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/** The layers of a model that is being read, with their weights, from the bottom up. */
public final class ReadChain {
  private Shape input;
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<float[]> weights = new ArrayList<>(); // in the order of the layout
  private final List<Shape> shapes = new ArrayList<>(); // before each layer, and after the last
  private final List<String> report = new ArrayList<>();
  private final List<String> assumptions = new ArrayList<>();

  /**
   * A model without layers.
   *
   * @param input what it reads
   */
  public ReadChain(Shape input) {
    this.input = input;
    shapes.add(input);
  }

  /**
   * Says how many classes the input's indices have, where only the first layer tells.
   *
   * @param classes their number, at least 1
   */
  public void readIndices(int classes) {
    input = new Shape(Kind.INDICES, classes, true);
    shapes.set(0, input);
  }

  /** {@return what flows out of the last layer} */
  public Shape shape() {
    return shapes.getLast();
  }

  /** {@return the number of layers} */
  public int size() {
    return layers.size();
  }

  /** {@return the last layer} */
  public LayerSpec last() {
    return layers.getLast();
  }

  /**
   * Adds a layer.
   *
   * @param layer the layer
   * @param own its weights, in the order in which it declares them
   * @throws IllegalArgumentException if it cannot read what the layer before writes
   */
  public void add(LayerSpec layer, float[]... own) {
    shapes.add(layer.output(shape()));
    layers.add(layer);
    weights.addAll(List.of(own));
  }

  /**
   * Puts another layer of the same weights in place of the last.
   *
   * @param layer the layer
   */
  public void replaceLast(LayerSpec layer) {
    layers.removeLast();
    shapes.removeLast();
    add(layer);
  }

  /**
   * Makes the layers from one on those within a {@link Residual}.
   *
   * @param from number of the first of them
   */
  public void goAround(int from) {
    List<LayerSpec> around = layers.subList(from, layers.size());
    Residual residual = new Residual(around);
    around.clear();
    shapes.subList(from + 1, shapes.size()).clear();
    add(residual);
  }

  /**
   * Reports what became of a layer of the file.
   *
   * @param source the layer, for people
   * @param from number of the first layer that came of it; it ends with the last one
   */
  public void report(String source, int from) {
    List<String> own =
        layers.subList(Math.min(from, layers.size()), layers.size()).stream()
            .map(LayerSpec::toString)
            .toList();
    report.add(source + ": " + (own.isEmpty() ? "nothing to compute" : String.join(", ", own)));
  }

  /**
   * Reports what the file does not say, or what was left out.
   *
   * @param assumption a sentence
   */
  public void assume(String assumption) {
    assumptions.add(assumption);
  }

  /**
   * {@return the model}
   *
   * @param format what the file is
   * @throws IllegalArgumentException if there is no layer, or a weight is not finite
   */
  public ReadModel model(String format) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the model has no layer that computes");
    }
    Parameters parameters = new Parameters(new ModelSpec(input.kind(), input.size(), layers));
    int next = 0;
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), weights.get(next++));
    }
    parameters.checkFinite();
    return new ReadModel(format, parameters, report, assumptions);
  }
}
