package org.lstm4j.jmh.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * ONNX Runtime's LSTM operator through its Java interface. Inputs and outputs are tensors over
 * buffers outside the heap that are made once, the fastest way it offers.
 */
public final class OnnxRuntime implements LstmEngine {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  /** Called by the service loader. */
  public OnnxRuntime() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String description() {
    return "ONNX Runtime %s, CPU".formatted(ENVIRONMENT.getVersion());
  }

  @Override
  public boolean does(Task task, LstmShape shape) {
    return task != Task.TRAINING && shape.layers() == 1;
  }

  @Override
  public Training training(LstmProblem problem, int threads) {
    throw new UnsupportedOperationException("ONNX Runtime does not train in its Java package");
  }

  @Override
  public Inference inference(LstmProblem problem, int threads) {
    Session session = new Session(problem, threads);
    return new Inference() {
      @Override
      public void run(float[] input, float[] hidden) {
        session.run(input, hidden);
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  @Override
  public Streaming streaming(LstmProblem problem) {
    Session session = new Session(problem, 1);
    return new Streaming() {
      @Override
      public void step(float[] input, float[] hidden) {
        session.run(input, hidden);
        session.carryState();
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  /** A loaded model with its buffers. */
  private static final class Session implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final FloatBuffer x;
    private final FloatBuffer h0;
    private final FloatBuffer c0;
    private final FloatBuffer y;
    private final FloatBuffer h;
    private final FloatBuffer c;

    Session(LstmProblem problem, int threads) {
      LstmShape s = problem.shape;
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        session = ENVIRONMENT.createSession(OnnxLstmModel.of(problem), options);
        x = bind(inputs, "x", s.steps(), s.batch(), s.inputs());
        h0 = bind(inputs, "h0", 1, s.batch(), s.hidden());
        c0 = bind(inputs, "c0", 1, s.batch(), s.hidden());
        y = bind(outputs, "y", s.steps(), 1, s.batch(), s.hidden());
        h = bind(outputs, "h", 1, s.batch(), s.hidden());
        c = bind(outputs, "c", 1, s.batch(), s.hidden());
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private static FloatBuffer bind(Map<String, OnnxTensor> to, String name, long... sizes)
        throws OrtException {
      long length = 1;
      for (long size : sizes) {
        length *= size;
      }
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(Math.toIntExact(4 * length))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      to.put(name, OnnxTensor.createTensor(ENVIRONMENT, buffer, sizes));
      return buffer;
    }

    void run(float[] input, float[] hidden) {
      x.put(0, input);
      try (OrtSession.Result _ = session.run(inputs, outputs)) {
        y.get(0, hidden);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    void carryState() {
      h0.put(0, h, 0, h.capacity());
      c0.put(0, c, 0, c.capacity());
    }

    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
