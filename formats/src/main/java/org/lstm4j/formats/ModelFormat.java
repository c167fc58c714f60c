package org.lstm4j.formats;

/** What a model can be written as. */
public enum ModelFormat {
  /**
   * A model file of this library, which loads to the bit. It is a safetensors file with PyTorch's
   * names and layout, so that PyTorch's {@code load_state_dict} takes its tensors.
   */
  LSTM4J,

  /**
   * ONNX: an input {@code input [batch, steps, values]}, or indices {@code [batch, steps]}, and an
   * output {@code output [batch, steps, values]} or {@code [batch, values]}. All sequences of a
   * batch are of one length there.
   */
  ONNX,

  /**
   * ONNX with the states of LSTM layers, from the bottom: inputs {@code initial_h0, initial_c0, …}
   * and outputs {@code final_h0, final_c0, …}, each {@code [directions, batch, H]}.
   */
  ONNX_WITH_STATES
}
