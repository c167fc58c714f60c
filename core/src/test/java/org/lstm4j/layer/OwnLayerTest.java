package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.data.Windows;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.ModelFile;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;

/** "How to add a layer" in docs/architecture.md, done: this file, and a line for model files. */
class OwnLayerTest {

  /** y = w·x for each value of a row: a layer that only this test knows. */
  private record Scale() implements LayerSpec {
    private static final String KIND = "scale";

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public Shape output(Shape input) {
      return input.mustBeValues("a scale");
    }

    @Override
    public boolean isRowByRow() {
      return true;
    }

    @Override
    public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
      layout.vector(names.of("weight"), input.size(), Role.DENSE_WEIGHTS);
    }

    @Override
    public Layer create(Binding binding, Shape input) {
      Slice slice = binding.slice("weight");
      return new Layer() {
        private final Matrix weights = new Matrix();

        @Override
        public void load(Kernels kernels, float[] parameters) {
          slice.point(weights, parameters);
        }

        @Override
        public LayerRun newRun(Signal signal, Gradients gradients) {
          return new Run(slice, weights, signal, gradients);
        }
      };
    }
  }

  private static final class Run extends OwnOutput {
    private final Slice slice;
    private final Matrix weights;

    Run(Slice slice, Matrix weights, Signal input, Gradients gradients) {
      super(input, slice.length(), gradients);
      this.slice = slice;
      this.weights = weights;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      for (int r = 0; r < output.values().rows(); r++) {
        for (int j = 0; j < slice.length(); j++) {
          float w = weights.values()[weights.offset() + j];
          float x = input.values().values()[input.values().offset(r) + j];
          output.values().values()[output.values().offset(r) + j] = w * x;
        }
      }
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      for (int j = 0; j < slice.length(); j++) {
        float sum = pass.accumulates() ? gradients[slice.offset() + j] : 0f;
        for (int r = 0; r < dy.rows(); r++) {
          sum +=
              dy.values()[dy.offset(r) + j] * input.values().values()[input.values().offset(r) + j];
        }
        gradients[slice.offset() + j] = sum;
      }
      for (int r = 0; input.gradients() != null && r < dy.rows(); r++) {
        for (int j = 0; j < slice.length(); j++) {
          float w = weights.values()[weights.offset() + j];
          Matrix dx = input.gradients();
          dx.values()[dx.offset(r) + j] = w * dy.values()[dy.offset(r) + j];
        }
      }
    }
  }

  private static final ModelSpec SPEC =
      ModelSpec.values(1).layer(new Scale()).lstm(4).layer(new Scale()).dense(1).lastStep();

  private static Windows ramp() {
    float[] series = new float[60];
    for (int t = 0; t < series.length; t++) {
      series[t] = t % 7 / 7f;
    }
    return Windows.next(series, 9);
  }

  /** It is named, trained with all others, and is computed for the last step alone. */
  @Test
  void learns() {
    Parameters parameters = Initialization.standard().create(SPEC, 1);
    assertEquals("scale0.weight", parameters.layout().slices().getFirst().name());
    assertEquals(new LastStep(), SPEC.layers().get(2));
    float before = parameters.get("scale1.weight")[0];
    Trainer trainer =
        Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Adam(0.02)).epochs(20);
    double first = trainer.evaluate(ramp()).loss();
    double last = trainer.fit(ramp()).last().trainLoss();
    assertTrue(last < first / 2, first + " became " + last);
    assertTrue(before != parameters.get("scale1.weight")[0], "the layer's weights have moved");
  }

  /** A file holds it for who says that there is such a kind, and is refused for who does not. */
  @Test
  void comesBackFromAFile(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("own.safetensors");
    Parameters parameters = Initialization.standard().create(SPEC, 2);
    new ModelFile(parameters, Preprocessing.none()).save(path);
    LayerKinds kinds = LayerKinds.all().with(Scale.KIND, settings -> new Scale());
    ModelFile loaded = ModelFile.load(path, kinds);
    assertEquals(SPEC, loaded.parameters().spec());
    assertEquals(parameters.sha256(), loaded.parameters().sha256());
    float[] expected = new float[1];
    float[] actual = new float[1];
    predict(parameters, expected);
    predict(loaded.parameters(), actual);
    assertEquals(expected[0], actual[0]);

    var e = assertThrows(FormatException.class, () -> ModelFile.load(path));
    assertTrue(e.getMessage().contains("there is no kind of layer 'scale'"), e.getMessage());
  }

  private static void predict(Parameters parameters, float[] output) {
    try (PredictionStream stream = new Predictor(parameters).newStream()) {
      stream.run(new float[] {0.1f, 0.7f, -0.3f}, 3, output);
    }
  }
}
