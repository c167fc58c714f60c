package org.lstm4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * Two LSTM layers over the same sequences, one forwards and one over each sequence's own steps
 * backwards (Graves and Schmidhuber 2005). Parameters are those of an LSTM layer, and once more
 * with {@code _reverse} after their names, as in PyTorch; so are the states.
 *
 * @param lstm both directions
 * @param merge how their outputs become one
 */
public record Bidirectional(Lstm lstm, Merge merge) implements LayerSpec {
  static final String KIND = "bidirectional";

  /** How the outputs of two directions become one row. */
  public enum Merge {
    /** Forwards first, then backwards: twice as many values. */
    CONCATENATED,
    /** Their sum. */
    SUMMED
  }

  /** Checks that both are there. */
  public Bidirectional {
    Objects.requireNonNull(lstm, "lstm");
    Objects.requireNonNull(merge, "merge");
  }

  static Bidirectional read(Settings settings) {
    return new Bidirectional(Lstm.read(settings), settings.constant("merge", Merge.class));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return lstm.settings().with("merge", merge);
  }

  @Override
  public Shape output(Shape input) {
    int size = lstm.output(input).size();
    return input.withValues(merge == Merge.SUMMED ? size : Math.multiplyExact(2, size));
  }

  @Override
  public int[] stateSizes(Shape input) {
    int[] one = lstm.stateSizes(input);
    return new int[] {one[0], one[1], one[0], one[1]};
  }

  @Override
  public boolean runsInPieces() {
    return false;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    lstm.declare(layout, names, input);
    lstm.declare(layout, reversed(names), input);
  }

  private static ParameterNames reversed(ParameterNames names) {
    return parameter -> names.of(parameter) + "_reverse";
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    Layer forwards = lstm.create(binding, input);
    Layer backwards = lstm.create(binding.within(1).named(reversed(binding.names())), input);
    return new Layer() {
      @Override
      public void load(Kernels kernels, float[] parameters) {
        forwards.load(kernels, parameters);
        backwards.load(kernels, parameters);
      }

      @Override
      public LayerRun newRun(Signal signal, Gradients gradients) {
        return new Run(Bidirectional.this, forwards, backwards, signal, input, gradients);
      }
    };
  }

  /** {@return for example {@code bidirectional lstm 32}} */
  @Override
  public String toString() {
    return "bidirectional " + lstm + (merge == Merge.SUMMED ? " summed" : "");
  }

  /** The passes: the second direction has its inputs and outputs turned. */
  private static final class Run extends OwnOutput {
    private final Merge merge;
    private final Matrix half = new Matrix();
    private final LayerRun forwards;
    private final LayerRun turn;
    private final LayerRun backwards;
    private final LayerRun turnBack;
    private final Matrix dx; // of the forward direction; null if nobody wants it

    Run(
        Bidirectional spec,
        Layer forwardLayer,
        Layer backwardLayer,
        Signal input,
        Shape shape,
        Gradients wanted) {
      super(input, spec.output(shape).size(), wanted);
      this.merge = spec.merge;
      Shape one = spec.lstm.output(shape);
      Gradients ofTurned = input.gradients() == null ? Gradients.NONE : wanted;
      turn = new Reverse.Run(input, shape, ofTurned);
      forwards = forwardLayer.newRun(input, wanted);
      backwards = backwardLayer.newRun(turn.output(), wanted);
      turnBack = new Reverse.Run(backwards.output(), one, wanted);
      dx =
          input.gradients() == null
              ? null
              : new Matrix(new float[input.gradients().values().length], shape.size());
    }

    @Override
    public List<LayerState> states() {
      List<LayerState> states = new ArrayList<>(forwards.states());
      states.addAll(backwards.states());
      return states;
    }

    @Override
    public void begin() {
      forwards.begin();
      turn.begin();
      backwards.begin();
      turnBack.begin();
      output.begin();
      if (dx != null) {
        dx.move(0, input.extent().rows());
      }
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      forwards.forward(kernels, pass);
      turn.forward(kernels, pass);
      backwards.forward(kernels, pass);
      turnBack.forward(kernels, pass);
      int h = forwards.output().values().columns();
      Matrix y = output.values();
      half.block(y, 0, 0, y.rows(), h).copyFrom(forwards.output().values());
      if (merge == Merge.CONCATENATED) {
        half.block(y, 0, h, y.rows(), h).copyFrom(turnBack.output().values());
      } else {
        half.add(turnBack.output().values());
      }
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      int h = forwards.output().values().columns();
      int second = merge == Merge.CONCATENATED ? h : 0;
      forwards.output().gradients().copyFrom(half.block(dy, 0, 0, dy.rows(), h));
      turnBack.output().gradients().copyFrom(half.block(dy, 0, second, dy.rows(), h));
      forwards.backward(kernels, gradients, pass);
      Matrix sum = input.gradients();
      if (sum != null) {
        dx.copyFrom(sum); // the other direction writes to the same place
      }
      turnBack.backward(kernels, gradients, pass);
      backwards.backward(kernels, gradients, pass);
      turn.backward(kernels, gradients, pass);
      if (sum != null) {
        sum.add(dx);
      }
    }
  }
}
