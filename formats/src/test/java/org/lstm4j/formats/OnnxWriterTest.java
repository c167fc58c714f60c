package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.BothEnds;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Residual;
import org.lstm4j.layer.Reverse;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;

/** Models written as ONNX, as ONNX Runtime computes them, and as they come back. */
class OnnxWriterTest {
  private static final int STEPS = 7;

  /**
   * As in {@link OnnxTest}, with up to 12 products in a chain; four times as many layers in Keras'
   * files.
   */
  private static final float TOLERANCE = 0x1p-24f * 2 * 7 * 2 * (12 + 20) * 8;

  @TempDir private Path folder;

  static List<ModelSpec> models() {
    Bidirectional.Merge joined = Bidirectional.Merge.CONCATENATED;
    return List.of(
        ModelSpec.values(2).lstm(4).dense(3).everyStep(),
        ModelSpec.values(2).lstm(4).lstm(3).dense(2, Activation.TANH).lastStep(),
        ModelSpec.values(2)
            .lstm(4, LstmCell.STANDARD.withBias(LstmCell.Bias.TWO).withPeepholes().withClip(0.7))
            .lstm(4, LstmCell.STANDARD.withBias(LstmCell.Bias.NONE).withCoupledGates())
            .everyStep(),
        ModelSpec.values(2)
            .lstm(
                3,
                new GateActivations(
                    Activation.hardSigmoid(0.3f, 0.4f),
                    Activation.leakyRelu(0.2f),
                    Activation.IDENTITY))
            .lstm(
                3,
                new GateActivations(
                    Activation.SIGMOID, Activation.SOFTSIGN, Activation.scaledTanh(0.9f, 0.7f)))
            .everyStep(),
        ModelSpec.values(3)
            .bidirectional(4)
            .layer(new Bidirectional(new Lstm(3), Bidirectional.Merge.SUMMED))
            .dense(2)
            .softmax()
            .everyStep(),
        ModelSpec.values(3)
            .bidirectional(4)
            .dropout(0.3)
            .layer(new BothEnds())
            .dense(2)
            .everyStep(),
        ModelSpec.values(3)
            .layer(new Bidirectional(new Lstm(4), joined))
            .layer(new LayerNormalization(1e-3))
            .layer(new BothEnds())
            .everyStep(),
        ModelSpec.values(2).layer(new Reverse()).lstm(4).layer(new Reverse()).dense(1).everyStep(),
        ModelSpec.values(2).layer(new Reverse()).lstm(4).layer(new LastStep()).everyStep(),
        ModelSpec.indices(9).embedding(4).lstm(4).dense(9).softmax().everyStep(),
        ModelSpec.indices(9).lstm(4).dense(9).everyStep(),
        ModelSpec.values(3)
            .layer(new Convolution(4, 3, Convolution.Padding.SAME))
            .layer(new BatchNormalization(1e-3))
            .layer(new Activate(Activation.GELU))
            .layer(new Convolution(4, 2, Convolution.Padding.CAUSAL, 1, 2))
            .layer(new Activate(Activation.GELU_TANH))
            .layer(new Residual(List.of(new Lstm(4), new Dense(4))))
            .lstm(3)
            .layer(new LastStep())
            .layer(new BatchNormalization(1e-3))
            .everyStep(),
        ModelSpec.values(2)
            .lstm(4)
            .dense(4, Activation.SILU)
            .dense(4, Activation.ELU)
            .dense(4, Activation.SOFTPLUS)
            .dense(4, Activation.thresholdedRelu(0.2f))
            .dense(4, Activation.affine(0.5f, 0.25f))
            .dense(4, Activation.RELU)
            .everyStep());
  }

  static Parameters drawn(ModelSpec spec) {
    Parameters parameters = new Parameters(spec);
    SeededRandom random = new SeededRandom(7);
    for (Slice slice : parameters.layout().slices()) {
      float[] values = parameters.get(slice.name());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.6 * random.nextNormal());
        values[i] = slice.name().endsWith("running_var") ? 0.5f + Math.abs(values[i]) : values[i];
      }
      parameters.set(slice.name(), values);
    }
    return parameters;
  }

  private static float[] inputs(ModelSpec spec) {
    SeededRandom random = new SeededRandom(11);
    float[] x = new float[STEPS * (spec.input() == Kind.VALUES ? spec.inputSize() : 1)];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          spec.input() == Kind.VALUES
              ? (float) random.nextNormal()
              : random.nextInt(spec.inputSize());
    }
    return x;
  }

  private static OnnxTensor tensor(OrtEnvironment environment, ModelSpec spec, float[] x)
      throws OrtException {
    return tensor(
        environment,
        spec,
        x,
        spec.input() == Kind.VALUES
            ? new long[] {1, STEPS, spec.inputSize()}
            : new long[] {1, STEPS});
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, ModelSpec spec, float[] x, long... sizes) throws OrtException {
    if (spec.input() == Kind.VALUES) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), sizes);
    }
    long[] indices = new long[x.length];
    Arrays.setAll(indices, i -> (long) x[i]);
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(indices), sizes);
  }

  private static float[] values(OrtSession.Result result, String name) throws OrtException {
    FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @ParameterizedTest
  @MethodSource("models")
  void onnxRuntimeComputesTheSame(ModelSpec spec) throws IOException, OrtException {
    Parameters model = drawn(spec);
    Path path = folder.resolve("model.onnx");
    Models.write(model, path, ModelFormat.ONNX);
    float[] x = inputs(spec);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(path.toString());
        OnnxTensor input = tensor(environment, spec, x);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[] theirs = values(result, "output");
      assertArrayEquals(theirs, Golden.outputs(model, x, STEPS, theirs.length), TOLERANCE);
    }
  }

  /** Those that our reader takes; the halves of rows that others make of two ends it does not. */
  static List<ModelSpec> modelsThatComeBack() {
    return models().stream()
        .filter(spec -> !spec.toString().contains("layer normalization, both ends"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("modelsThatComeBack")
  void comesBackToTheBit(ModelSpec spec) throws IOException {
    Parameters model = drawn(spec);
    Path path = folder.resolve("model.onnx");
    Models.write(model, path, ModelFormat.ONNX);
    ReadModel read = Models.read(path);
    assertEquals("ONNX, opset 20", read.format());
    float[] x = inputs(spec);
    int length = (spec.output() == ModelSpec.Output.SEQUENCE ? STEPS : 1) * spec.outputSize();
    assertArrayEquals(
        Golden.outputs(model, x, STEPS, length),
        Golden.outputs(read.parameters(), x, STEPS, length));
  }

  static List<String> kerasFiles() throws IOException {
    return KerasTest.files();
  }

  /** From Keras by way of us to ONNX Runtime. */
  @ParameterizedTest
  @MethodSource("kerasFiles")
  void kerasModelsGoOn(String name) throws IOException, OrtException {
    Golden golden = new Golden("/golden/keras");
    ModelSpec spec = Models.read(golden.path(name)).parameters().spec();
    Path path = folder.resolve("model.onnx");
    Models.write(Models.read(golden.path(name)).parameters(), path, ModelFormat.ONNX);
    String base = name.substring(0, name.indexOf('.'));
    var io = SafeTensors.read(golden.path(base + ".io.safetensors")).tensors();
    Tensor x = Objects.requireNonNull(io.get("x"));
    long[] sizes = x.shape().stream().mapToLong(Integer::longValue).toArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(path.toString());
        OnnxTensor input = tensor(environment, spec, x.values(), sizes);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      assertArrayEquals(
          Objects.requireNonNull(io.get("y")).values(), values(result, "output"), TOLERANCE * 4);
    }
  }

  @Test
  void statesGoInAndOut() throws IOException, OrtException {
    ModelSpec spec = ModelSpec.values(2).lstm(4).lstm(3).everyStep();
    Parameters model = drawn(spec);
    Path path = folder.resolve("model.onnx");
    Models.write(model, path, ModelFormat.ONNX_WITH_STATES);
    ReadModel read = Models.read(path);
    assertEquals(spec, read.parameters().spec());
    assertEquals(8, read.assumptions().size(), read.assumptions().toString());

    float[] x = inputs(spec);
    float[] ours = new float[STEPS * 3];
    float[] first = Arrays.copyOf(x, 4 * 2);
    float[] rest = Arrays.copyOfRange(x, 4 * 2, x.length);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (PredictionStream stream = new Predictor(model).newStream();
        OrtSession session = environment.createSession(path.toString())) {
      stream.run(x, STEPS, ours);
      Map<String, OnnxTensor> feeds = new HashMap<>();
      for (int k = 0; k < 2; k++) {
        int units = k == 0 ? 4 : 3;
        for (String state : List.of("initial_h" + k, "initial_c" + k)) {
          feeds.put(
              state,
              OnnxTensor.createTensor(
                  environment, FloatBuffer.allocate(units), new long[] {1, 1, units}));
        }
      }
      feeds.put(
          "input",
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(first), new long[] {1, 4, 2}));
      try (OrtSession.Result begun = session.run(feeds)) {
        for (int k = 0; k < 2; k++) {
          feeds.put("initial_h" + k, (OnnxTensor) begun.get("final_h" + k).orElseThrow());
          feeds.put("initial_c" + k, (OnnxTensor) begun.get("final_c" + k).orElseThrow());
        }
        feeds.put(
            "input",
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(rest), new long[] {1, 3, 2}));
        try (OrtSession.Result ended = session.run(feeds)) {
          assertArrayEquals(
              values(ended, "output"), Arrays.copyOfRange(ours, 4 * 3, ours.length), TOLERANCE);
        }
      }
    }
  }

  @Test
  void refusesWhatOnnxHasNot() {
    ModelSpec spec = ModelSpec.values(2).lstm(4, LstmCell.STANDARD.withProjection(2)).everyStep();
    Path path = folder.resolve("model.onnx");
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Models.write(new Parameters(spec), path, ModelFormat.ONNX));
    assertEquals(
        "the layer '%s' has a projection or normalises, which ONNX's LSTM cannot"
            .formatted(spec.layers().getFirst()),
        e.getMessage());
    assertEquals(false, path.toFile().exists());
  }
}
