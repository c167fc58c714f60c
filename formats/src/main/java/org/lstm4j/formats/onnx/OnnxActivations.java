package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lstm4j.formats.onnx.GraphWriter.Attribute;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Activation.Function;
import org.lstm4j.kernel.GateActivations;

/** ONNX's activation functions, those of an LSTM and those that are operators of their own. */
final class OnnxActivations {
  /** Names in lower case: an LSTM's are read without regard to case. */
  private static final Map<String, Activation> BY_NAME =
      Map.ofEntries(
          Map.entry("sigmoid", Activation.SIGMOID),
          Map.entry("tanh", Activation.TANH),
          Map.entry("relu", Activation.RELU),
          Map.entry("hardsigmoid", Activation.HARD_SIGMOID),
          Map.entry("leakyrelu", Activation.LEAKY_RELU),
          Map.entry("elu", Activation.ELU),
          Map.entry("softsign", Activation.SOFTSIGN),
          Map.entry("softplus", Activation.SOFTPLUS),
          Map.entry("thresholdedrelu", Activation.thresholdedRelu(1f)),
          Map.entry("scaledtanh", Activation.scaledTanh(1f, 1f)),
          Map.entry("affine", Activation.affine(1f, 0f)));

  private OnnxActivations() {}

  /** The numbers of an LSTM's activations, which the functions that have some take one by one. */
  static final class Numbers {
    private final Iterator<Float> alphas;
    private final Iterator<Float> betas;

    Numbers(List<Float> alphas, List<Float> betas) {
      this.alphas = alphas.iterator();
      this.betas = betas.iterator();
    }

    /** {@return the next function} */
    Activation next(String name) {
      Activation standard = BY_NAME.get(name.toLowerCase(Locale.ROOT));
      if (standard == null) {
        throw new IllegalArgumentException(
            "has the activation '%s'; expected one of %s".formatted(name, names()));
      }
      Function function = standard.function();
      boolean demanded = function == Function.SCALED_TANH || function == Function.AFFINE;
      if (demanded && !(alphas.hasNext() && betas.hasNext())) {
        throw new IllegalArgumentException(
            "has the activation '%s' without alpha and beta, for which there is no default"
                .formatted(name));
      }
      float alpha = function.numbers() > 0 && alphas.hasNext() ? alphas.next() : standard.alpha();
      float beta = function.numbers() > 1 && betas.hasNext() ? betas.next() : standard.beta();
      return new Activation(function, alpha, beta);
    }
  }

  private static List<String> names() {
    return List.copyOf(new TreeMap<>(BY_NAME).keySet());
  }

  /** {@return the function of a node that is one; empty if it is none} */
  static Optional<Activation> of(OnnxNode node) throws FormatException {
    String name = node.operator().toLowerCase(Locale.ROOT);
    if (node.operator().equals("Gelu")) {
      node.mayHave("approximate");
      return Optional.of(
          node.text("approximate", "none").equals("tanh") ? Activation.GELU_TANH : Activation.GELU);
    }
    Activation standard = BY_NAME.get(name);
    if (standard == null || node.operator().equals("Affine")) {
      return Optional.empty();
    }
    int numbers = standard.function().numbers();
    node.mayHave(numbers > 0 ? "alpha" : "", numbers > 1 ? "beta" : "");
    return Optional.of(
        new Activation(
            standard.function(),
            numbers > 0 ? node.decimal("alpha", standard.alpha()) : 0f,
            numbers > 1 ? node.decimal("beta", standard.beta()) : 0f));
  }

  /** {@return the attributes that give an LSTM its activations} */
  static List<Attribute> attributes(GateActivations activations, int directions) {
    List<String> names = new ArrayList<>();
    List<Float> alphas = new ArrayList<>();
    List<Float> betas = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      for (Activation own :
          List.of(activations.gate(), activations.candidate(), activations.cell())) {
        // ONNX's LSTM has no name for x itself.
        Activation function = own.equals(Activation.IDENTITY) ? Activation.affine(1f, 0f) : own;
        names.add(name(function.function()));
        if (function.function().numbers() > 0) {
          alphas.add(function.alpha());
        }
        if (function.function().numbers() > 1) {
          betas.add(function.beta());
        }
      }
    }
    return List.of(
        Attribute.ofTexts("activations", names),
        Attribute.ofFloats("activation_alpha", alphas),
        Attribute.ofFloats("activation_beta", betas));
  }

  private static String name(Function function) {
    return switch (function) {
      case SIGMOID -> "Sigmoid";
      case TANH -> "Tanh";
      case RELU -> "Relu";
      case IDENTITY -> "Identity";
      case HARD_SIGMOID -> "HardSigmoid";
      case SOFTSIGN -> "Softsign";
      case LEAKY_RELU -> "LeakyRelu";
      case ELU -> "Elu";
      case GELU, GELU_TANH -> "Gelu";
      case SOFTPLUS -> "Softplus";
      case THRESHOLDED_RELU -> "ThresholdedRelu";
      case SCALED_TANH -> "ScaledTanh";
      case AFFINE -> "Affine";
      case SILU -> throw new IllegalArgumentException("ONNX has no operator for " + function);
    };
  }

  /** {@return the name of what a function makes of x} */
  static String write(GraphWriter graph, Activation function, String x) {
    float alpha = function.alpha();
    float beta = function.beta();
    return switch (function.function()) {
      case SILU -> graph.node("Mul", x, graph.node("Sigmoid", x));
      case GELU_TANH -> graph.node("Gelu", Attribute.of("approximate", "tanh"), x);
      case LEAKY_RELU, ELU, THRESHOLDED_RELU ->
          graph.node(name(function.function()), Attribute.of("alpha", alpha), x);
      case HARD_SIGMOID ->
          graph
              .nodes(
                  "HardSigmoid",
                  List.of(x),
                  1,
                  Attribute.of("alpha", alpha),
                  Attribute.of("beta", beta))
              .getFirst();
      case SCALED_TANH -> scaled(graph, graph.node("Tanh", scaled(graph, x, beta)), alpha);
      case AFFINE ->
          graph.node("Add", scaled(graph, x, alpha), graph.tensor("beta", new float[] {beta}));
      default -> graph.node(name(function.function()), x);
    };
  }

  private static String scaled(GraphWriter graph, String x, float factor) {
    return graph.node("Mul", x, graph.tensor("factor", new float[] {factor}));
  }
}
