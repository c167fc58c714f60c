package org.lstm4j.layer;

import java.util.Objects;
import org.lstm4j.kernel.CellEquations;
import org.lstm4j.kernel.GateActivations;

/**
 * What an LSTM layer does in each step: {@link #STANDARD}, or that with some of what others have.
 *
 * @param activations its gate, candidate and cell activations
 * @param bias how many biases the gates have
 * @param projection values P that the hidden state is projected to, which then are the layer's
 *     output and what the next step gets (Sak, Senior and Beaufays 2014; PyTorch's {@code
 *     proj_size}); 0 for no projection
 * @param peepholes whether i and f see the cell before the step, and o the one after it (Gers and
 *     Schmidhuber 2000)
 * @param coupled whether f is 1 − i; the rows of f in the weights then do not act
 * @param clip the greatest magnitude of the gates' pre-activations, as ONNX has it; 0 for none
 * @param recurrentDropout the share of the values from the step before that are dropped in
 *     training, the same ones at all steps of a sequence (Gal and Ghahramani 2016, as in Keras);
 *     from 0 to below 1
 * @param normalized whether both products of the gates, and the cell, are normalised (Ba, Kiros and
 *     Hinton 2016), each with weights of its own; the state carried on is the normalised one, as in
 *     PyTorch's and TensorFlow's examples
 */
public record LstmCell(
    GateActivations activations,
    Bias bias,
    int projection,
    boolean peepholes,
    boolean coupled,
    double clip,
    double recurrentDropout,
    boolean normalized) {

  /** Standard activations, one bias, and nothing else. */
  public static final LstmCell STANDARD =
      new LstmCell(GateActivations.STANDARD, Bias.ONE, 0, false, false, 0, 0, false);

  /** How many biases the gates have. */
  public enum Bias {
    /** One, {@code bias}. */
    ONE,
    /** Two of which the sum acts, {@code bias_ih} and {@code bias_hh}, as in PyTorch. */
    TWO,
    /** None. */
    NONE
  }

  /** Checks the numbers. */
  public LstmCell {
    Objects.requireNonNull(activations, "activations");
    Objects.requireNonNull(bias, "bias");
    if (projection < 0) {
      throw new IllegalArgumentException(
          "the projection is to %d values; expected at least 1, or 0 for none"
              .formatted(projection));
    }
    if (!(clip >= 0 && Float.isFinite((float) clip)) || (clip > 0 && (float) clip == 0f)) {
      throw new IllegalArgumentException(
          "the clip of the gates is %s; expected a positive float, or 0 for none".formatted(clip));
    }
    if (!(recurrentDropout >= 0 && (float) recurrentDropout < 1)) {
      throw new IllegalArgumentException(
          "the recurrent dropout is %s; expected a number of at least 0 and below 1"
              .formatted(recurrentDropout));
    }
  }

  /**
   * {@return the same with other activations}
   *
   * @param newActivations gate, candidate and cell
   */
  public LstmCell withActivations(GateActivations newActivations) {
    return new LstmCell(
        newActivations, bias, projection, peepholes, coupled, clip, recurrentDropout, normalized);
  }

  /**
   * {@return the same with other biases}
   *
   * @param newBias how many there are
   */
  public LstmCell withBias(Bias newBias) {
    return new LstmCell(
        activations, newBias, projection, peepholes, coupled, clip, recurrentDropout, normalized);
  }

  /**
   * {@return the same with a projection}
   *
   * @param values what the hidden state is projected to, P; 0 for none
   */
  public LstmCell withProjection(int values) {
    return new LstmCell(
        activations, bias, values, peepholes, coupled, clip, recurrentDropout, normalized);
  }

  /** {@return the same with peepholes} */
  public LstmCell withPeepholes() {
    return new LstmCell(
        activations, bias, projection, true, coupled, clip, recurrentDropout, normalized);
  }

  /** {@return the same with the forget gate 1 − i} */
  public LstmCell withCoupledGates() {
    return new LstmCell(
        activations, bias, projection, peepholes, true, clip, recurrentDropout, normalized);
  }

  /**
   * {@return the same with gates that are clipped}
   *
   * @param limit the greatest magnitude of their pre-activations; 0 for none
   */
  public LstmCell withClip(double limit) {
    return new LstmCell(
        activations, bias, projection, peepholes, coupled, limit, recurrentDropout, normalized);
  }

  /**
   * {@return the same with recurrent dropout}
   *
   * @param rate the share that is dropped, from 0 to below 1
   */
  public LstmCell withRecurrentDropout(double rate) {
    return new LstmCell(activations, bias, projection, peepholes, coupled, clip, rate, normalized);
  }

  /** {@return the same with normalisation} */
  public LstmCell withNormalization() {
    return new LstmCell(
        activations, bias, projection, peepholes, coupled, clip, recurrentDropout, true);
  }

  /** {@return whether kernels have its recurrence in one} */
  boolean isPlain() {
    return projection == 0
        && !peepholes
        && !coupled
        && clip == 0
        && recurrentDropout == 0
        && !normalized;
  }

  /** {@return its equations for kernels} */
  CellEquations equations() {
    return new CellEquations(
        activations, coupled, clip == 0 ? Float.POSITIVE_INFINITY : (float) clip);
  }

  static LstmCell read(Settings settings) {
    LstmCell cell =
        STANDARD.withActivations(
            new GateActivations(
                settings.activation("gate"),
                settings.activation("candidate"),
                settings.activation("cell")));
    if (settings.has("bias")) {
      cell = cell.withBias(settings.constant("bias", Bias.class));
    }
    if (settings.has("projection")) {
      cell = cell.withProjection(settings.size("projection"));
    }
    if (settings.has("peepholes") && settings.flag("peepholes")) {
      cell = cell.withPeepholes();
    }
    if (settings.has("coupled") && settings.flag("coupled")) {
      cell = cell.withCoupledGates();
    }
    if (settings.has("clip")) {
      cell = cell.withClip(settings.number("clip"));
    }
    if (settings.has("recurrent_dropout")) {
      cell = cell.withRecurrentDropout(settings.number("recurrent_dropout"));
    }
    if (settings.has("normalized") && settings.flag("normalized")) {
      cell = cell.withNormalization();
    }
    return cell;
  }

  /** Adds its settings; what a standard cell does not have is left out, as in older files. */
  Settings addTo(Settings settings) {
    settings
        .with("gate", activations.gate())
        .with("candidate", activations.candidate())
        .with("cell", activations.cell());
    if (bias != Bias.ONE) {
      settings.with("bias", bias);
    }
    if (projection > 0) {
      settings.with("projection", projection);
    }
    if (peepholes) {
      settings.with("peepholes", true);
    }
    if (coupled) {
      settings.with("coupled", true);
    }
    if (clip > 0) {
      settings.with("clip", clip);
    }
    if (recurrentDropout > 0) {
      settings.with("recurrent_dropout", recurrentDropout);
    }
    if (normalized) {
      settings.with("normalized", true);
    }
    return settings;
  }

  /** {@return what sets it apart from the standard cell, such as {@code projected to 64}} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!activations.equals(GateActivations.STANDARD)) {
      text.append(", ").append(activations);
    }
    if (bias != Bias.ONE) {
      text.append(bias == Bias.TWO ? ", two biases" : ", no bias");
    }
    if (projection > 0) {
      text.append(", projected to ").append(projection);
    }
    text.append(peepholes ? ", peepholes" : "").append(coupled ? ", coupled gates" : "");
    if (clip > 0) {
      text.append(", clipped at ").append(clip);
    }
    if (recurrentDropout > 0) {
      text.append(", recurrent dropout ").append(recurrentDropout);
    }
    text.append(normalized ? ", normalised" : "");
    return text.isEmpty() ? "standard" : text.substring(2);
  }
}
