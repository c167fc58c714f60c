package org.lstm4j.formats.onnx;

import java.util.List;
import java.util.Map;

/**
 * A graph: nodes in an order in which each reads what those before it made.
 *
 * @param nodes its nodes
 * @param constants tensors by names
 * @param inputs what it reads, constants left out
 * @param outputs names of what it makes
 */
record OnnxGraph(
    List<OnnxNode> nodes,
    Map<String, Constant> constants,
    List<Input> inputs,
    List<String> outputs) {

  /**
   * An input.
   *
   * @param name its name
   * @param isIndices whether it consists of whole numbers
   * @param sizes its dimensions; −1 where the file leaves one open
   */
  record Input(String name, boolean isIndices, List<Long> sizes) {}
}
