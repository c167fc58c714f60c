package org.lstm4j.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * The parameters of a model as tensors of PyTorch's names and shapes. PyTorch's LSTM has two biases
 * of which only the sum acts: {@code lstm.bias_ih_l{k}} holds ours, {@code lstm.bias_hh_l{k}} is
 * zero.
 */
final class ModelTensors {
  private static final Pattern BIAS = Pattern.compile("lstm\\.bias(_l\\d+(?:_reverse)?)");
  private static final String INPUT_BIAS = "lstm.bias_ih";
  private static final String RECURRENT_BIAS = "lstm.bias_hh";

  private ModelTensors() {}

  static Map<String, Tensor> of(Parameters parameters) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slice slice : parameters.layout().slices()) {
      float[] values = parameters.get(slice.name());
      Matcher bias = BIAS.matcher(slice.name());
      if (bias.matches()) {
        Tensor none = new Tensor(slice.shape(), new float[values.length]);
        tensors.put(INPUT_BIAS + bias.group(1), new Tensor(slice.shape(), values));
        tensors.put(RECURRENT_BIAS + bias.group(1), none);
      } else {
        tensors.put(slice.name(), new Tensor(slice.shape(), values));
      }
    }
    return tensors;
  }

  /** {@return the shapes of a model's tensors by their names} */
  static Map<String, List<Integer>> shapes(ModelSpec spec) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Slice slice : Parameters.layoutOf(spec).slices()) {
      Matcher bias = BIAS.matcher(slice.name());
      if (bias.matches()) {
        shapes.put(INPUT_BIAS + bias.group(1), slice.shape());
        shapes.put(RECURRENT_BIAS + bias.group(1), slice.shape());
      } else {
        shapes.put(slice.name(), slice.shape());
      }
    }
    return shapes;
  }

  /**
   * The parameters of a model, each tensor there and of its shape, and no other.
   *
   * @throws IllegalArgumentException naming the first tensor that is not as it should be
   */
  static Parameters parameters(ModelSpec spec, Map<String, Tensor> tensors) {
    Map<String, List<Integer>> shapes = shapes(spec);
    shapes.forEach((name, shape) -> check(name, tensors.get(name), shape));
    for (String name : tensors.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new IllegalArgumentException(
            "the tensor '%s' does not belong to the model".formatted(name));
      }
    }
    Parameters parameters = new Parameters(spec); // now that a damaged size cannot blow it up
    for (Slice slice : parameters.layout().slices()) {
      Matcher bias = BIAS.matcher(slice.name());
      parameters.set(
          slice.name(),
          bias.matches()
              ? sum(
                  tensors.get(INPUT_BIAS + bias.group(1)).values(),
                  tensors.get(RECURRENT_BIAS + bias.group(1)).values())
              : tensors.get(slice.name()).values());
    }
    return parameters;
  }

  private static void check(String name, Tensor tensor, List<Integer> shape) {
    if (tensor == null) {
      throw new IllegalArgumentException("the tensor '%s' is missing".formatted(name));
    }
    if (!tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the tensor '%s' has the shape %s; expected %s".formatted(name, tensor.shape(), shape));
    }
  }

  /** A bias comes back to the bit if there is nothing to add. */
  private static float[] sum(float[] input, float[] recurrent) {
    float[] sum = input.clone();
    for (int i = 0; i < sum.length; i++) {
      if (recurrent[i] != 0f) {
        sum[i] += recurrent[i];
      }
    }
    return sum;
  }
}
