package org.lstm4j.layer;

import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/**
 * The weights of an LSTM layer with a cell that kernels do not have in one: its recurrence is made
 * of their operations, step by step ({@link SteppedLstmRun}).
 */
final class SteppedLstm implements Layer {
  final Lstm spec;
  final int number;
  final boolean indexed;
  final GateBias bias;

  /** A matrix of parameters, and what kernels read of it. */
  static final class Weight {
    final Slice slice;
    final Matrix values = new Matrix();
    final PackedMatrix forward; // packed from its transpose
    final PackedMatrix back; // null without training

    Weight(Binding binding, String name) {
      slice = binding.slice(name);
      int to = slice.rows();
      int from = slice.columns();
      forward = binding.forward(from, to);
      back = binding.training() ? binding.back(to, from) : null;
    }

    private void load(Kernels kernels, float[] parameters) {
      kernels.packTransposed(forward, slice.point(values, parameters));
    }

    void packBack(Kernels kernels) {
      kernels.pack(back, values);
    }
  }

  /** Parameters that act value by value. */
  static final class Factor {
    final Slice slice;
    final Matrix values = new Matrix();

    Factor(Binding binding, String name) {
      slice = binding.slice(name);
    }
  }

  final Weight input;
  final Weight recurrent;
  final Weight projection; // null for none
  final Factor peepholes; // null for none
  final Norms norms; // null for none

  /** What a normalised cell has besides. */
  static final class Norms {
    final Factor input;
    final Factor recurrent;
    final Factor cell;
    final Factor cellBias;
    final Matrix zeros;

    Norms(Lstm spec, Binding binding) {
      input = new Factor(binding, Lstm.INPUT_NORM);
      recurrent = new Factor(binding, Lstm.RECURRENT_NORM);
      cell = new Factor(binding, Lstm.CELL_NORM);
      cellBias = new Factor(binding, Lstm.CELL_NORM_BIAS);
      int gates = Gates.COUNT * spec.hiddenSize();
      zeros = new Matrix(new float[gates], gates);
    }

    private void load(float[] parameters) {
      input.slice.point(input.values, parameters);
      recurrent.slice.point(recurrent.values, parameters);
      cell.slice.point(cell.values, parameters);
      cellBias.slice.point(cellBias.values, parameters);
    }
  }

  SteppedLstm(Lstm spec, Binding binding, Shape input) {
    this.spec = spec;
    number = binding.number();
    indexed = input.kind() == Kind.INDICES;
    bias = new GateBias(spec, binding);
    this.input = new Weight(binding, Lstm.INPUT_WEIGHTS);
    recurrent = new Weight(binding, Lstm.RECURRENT_WEIGHTS);
    LstmCell cell = spec.cell();
    projection = cell.projection() > 0 ? new Weight(binding, Lstm.PROJECTION) : null;
    peepholes = cell.peepholes() ? new Factor(binding, Lstm.PEEPHOLES) : null;
    norms = cell.normalized() ? new Norms(spec, binding) : null;
  }

  @Override
  public void load(Kernels kernels, float[] parameters) {
    input.load(kernels, parameters);
    recurrent.load(kernels, parameters);
    bias.load(parameters);
    if (projection != null) {
      projection.load(kernels, parameters);
    }
    if (peepholes != null) {
      peepholes.slice.point(peepholes.values, parameters);
    }
    if (norms != null) {
      norms.load(parameters);
    }
  }

  @Override
  public LayerRun newRun(Signal signal, Gradients gradients) {
    return new SteppedLstmRun(this, signal, gradients);
  }
}
