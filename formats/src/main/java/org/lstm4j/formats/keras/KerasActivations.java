package org.lstm4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Softmax;

/** Keras' activation functions, some of which changed from Keras 2 to Keras 3. */
final class KerasActivations {
  private final boolean since3;

  KerasActivations(String version) {
    since3 = version.startsWith("3");
  }

  /** {@return a layer's activation, which an LSTM's gates or candidate shall have} */
  Activation gate(KerasLayer layer, String setting) throws FormatException {
    return function(layer, setting).orElse(Activation.IDENTITY);
  }

  /** {@return a layer's activation as a layer of its own; empty for none} */
  Optional<LayerSpec> layer(KerasLayer layer, String setting) throws FormatException {
    if (name(layer, setting).equals("softmax")) {
      return Optional.of(new Softmax());
    }
    return function(layer, setting).map(Activate::new);
  }

  private static String name(KerasLayer layer, String setting) throws FormatException {
    JsonNode value = layer.config().path(setting);
    if (value.isObject()) { // Keras 3 may write a function with its module
      value = value.path("config").isTextual() ? value.path("config") : value.path("class_name");
    }
    return value.isMissingNode() || value.isNull() ? "linear" : value.asText();
  }

  private Optional<Activation> function(KerasLayer layer, String setting) throws FormatException {
    String name = name(layer, setting);
    return switch (name) {
      case "linear" -> Optional.empty();
      case "sigmoid" -> Optional.of(Activation.SIGMOID);
      case "tanh" -> Optional.of(Activation.TANH);
      case "relu" -> Optional.of(Activation.RELU);
      case "hard_sigmoid" ->
          Optional.of(since3 ? Activation.hardSigmoid(1 / 6f, 0.5f) : Activation.HARD_SIGMOID);
      case "softsign" -> Optional.of(Activation.SOFTSIGN);
      case "softplus" -> Optional.of(Activation.SOFTPLUS);
      case "elu" -> Optional.of(Activation.ELU);
      case "silu", "swish" -> Optional.of(Activation.SILU);
      case "gelu" -> Optional.of(Activation.GELU);
      case "leaky_relu" -> Optional.of(Activation.leakyRelu(0.2f));
      default ->
          throw layer.refused(
              "has %s = %s; expected one of %s"
                  .formatted(
                      setting,
                      name,
                      List.of(
                          "linear",
                          "sigmoid",
                          "tanh",
                          "relu",
                          "hard_sigmoid",
                          "softsign",
                          "softplus",
                          "elu",
                          "silu",
                          "gelu",
                          "leaky_relu",
                          "softmax")));
    };
  }
}
