package org.lstm4j.jmh.peers;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lstm4j.jmh.engine.LstmProblem;

/**
 * A model of one LSTM operator in the ONNX format, operator set 14: inputs x {@code [T × B × I]},
 * h0 and c0 {@code [1 × B × H]}; outputs y {@code [T × 1 × B × H]}, h and c {@code [1 × B × H]}.
 * Field numbers are those of onnx.proto; ONNX orders gates i, o, f, c.
 */
final class OnnxLstmModel {
  private static final int FLOAT = 1;
  private static final int[] GATES_FROM_IFGO = {0, 3, 1, 2};

  private OnnxLstmModel() {}

  /** Writes part of a message. */
  @FunctionalInterface
  private interface Part {
    void write(CodedOutputStream out) throws IOException;
  }

  /** The model's bytes. */
  static byte[] of(LstmProblem problem) {
    int h = problem.shape.hidden();
    int inputs = problem.shape.inputs();
    int batch = problem.shape.batch();
    int steps = problem.shape.steps();
    float[] biases = new float[8 * h];
    System.arraycopy(gates(problem.bias, h, 1), 0, biases, 0, 4 * h);
    byte[] graph =
        message(out -> {
          out.writeByteArray(1, node(h));
          out.writeString(2, "lstm");
          out.writeByteArray(
              5, tensor("w", gates(problem.inputWeights, h, inputs), 1, 4L * h, inputs));
          out.writeByteArray(5, tensor("r", gates(problem.recurrentWeights, h, h), 1, 4L * h, h));
          out.writeByteArray(5, tensor("b", biases, 1, 8L * h));
          out.writeByteArray(11, value("x", steps, batch, inputs));
          out.writeByteArray(11, value("h0", 1, batch, h));
          out.writeByteArray(11, value("c0", 1, batch, h));
          out.writeByteArray(12, value("y", steps, 1, batch, h));
          out.writeByteArray(12, value("h", 1, batch, h));
          out.writeByteArray(12, value("c", 1, batch, h));
        });
    return message(out -> {
      out.writeInt64(1, 8); // format version
      out.writeByteArray(7, graph);
      out.writeByteArray(8, message(set -> set.writeInt64(2, 14)));
    });
  }

  private static byte[] node(int hidden) {
    return message(out -> {
      for (String input : new String[] {"x", "w", "r", "b", "", "h0", "c0"}) {
        out.writeString(1, input);
      }
      for (String output : new String[] {"y", "h", "c"}) {
        out.writeString(2, output);
      }
      out.writeString(4, "LSTM");
      out.writeByteArray(
          5,
          message(attribute -> {
            attribute.writeString(1, "hidden_size");
            attribute.writeInt64(3, hidden);
            attribute.writeInt32(20, 2); // an integer
          }));
    });
  }

  private static byte[] tensor(String name, float[] values, long... sizes) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return message(out -> {
      for (long size : sizes) {
        out.writeInt64(1, size);
      }
      out.writeInt32(2, FLOAT);
      out.writeString(8, name);
      out.writeByteArray(9, raw.array());
    });
  }

  private static byte[] value(String name, long... sizes) {
    byte[] shape =
        message(out -> {
          for (long size : sizes) {
            out.writeByteArray(1, message(dimension -> dimension.writeInt64(1, size)));
          }
        });
    byte[] tensorType =
        message(out -> {
          out.writeInt32(1, FLOAT);
          out.writeByteArray(2, shape);
        });
    return message(out -> {
      out.writeString(1, name);
      out.writeByteArray(2, message(type -> type.writeByteArray(1, tensorType)));
    });
  }

  /** Reorders blocks of gates, each {@code [H × columns]}, from i f g o to i o f c. */
  private static float[] gates(float[] values, int hidden, int columns) {
    float[] ordered = new float[values.length];
    int block = hidden * columns;
    for (int gate = 0; gate < 4; gate++) {
      System.arraycopy(values, GATES_FROM_IFGO[gate] * block, ordered, gate * block, block);
    }
    return ordered;
  }

  private static byte[] message(Part part) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      part.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
