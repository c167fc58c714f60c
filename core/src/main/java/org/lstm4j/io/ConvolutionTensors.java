package org.lstm4j.io;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors of PyTorch's convolutions: weights {@code [O × I × K]}, where ours are {@code [O ×
 * K·I]}, in each row tap after tap.
 */
final class ConvolutionTensors {
  private static final String WEIGHTS = "weight";

  private ConvolutionTensors() {}

  /** {@return a module's tensors, those of a convolution in our order} */
  static Map<String, Tensor> tapsFirst(Map<String, Tensor> module) {
    Tensor weights = module.get(WEIGHTS);
    if (weights == null || weights.shape().size() != 3) {
      return module;
    }
    int outputs = weights.shape().get(0);
    int inputs = weights.shape().get(1);
    int taps = weights.shape().get(2);
    float[] from = weights.values();
    float[] values = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      int tap = i % taps;
      int channel = i / taps % inputs;
      int row = i / taps / inputs;
      values[(row * taps + tap) * inputs + channel] = from[i];
    }
    Map<String, Tensor> own = new TreeMap<>(module);
    own.put(WEIGHTS, new Tensor(List.of(outputs, taps * inputs), values));
    return own;
  }
}
