package org.lstm4j.train;

import java.util.List;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.Parameters;

/** Keeps gradients from growing too large, between the backward pass and the optimizer. */
public sealed interface GradientClip {

  /**
   * Clips in place.
   *
   * @param kernels of the thread that calls
   * @param gradients the gradients of all parameters
   * @throws TrainingException if a norm is not finite
   */
  void apply(Kernels kernels, Parameters gradients);

  /** {@return a clip that changes nothing} */
  static GradientClip none() {
    return new None();
  }

  /**
   * {@return a clip of every element to ±limit}
   *
   * @param limit positive, finite
   */
  static GradientClip value(double limit) {
    return new Value(limit);
  }

  /**
   * {@return a clip that scales all gradients together so that their joint L2 norm is at most the
   * limit (Pascanu, Mikolov and Bengio 2013)}
   *
   * @param limit positive, finite
   */
  static GradientClip globalNorm(double limit) {
    return new GlobalNorm(limit);
  }

  /**
   * {@return a clip that scales each parameter's gradient so that its L2 norm is at most the limit}
   *
   * @param limit positive, finite
   */
  static GradientClip parameterNorm(double limit) {
    return new ParameterNorm(limit, false);
  }

  /**
   * {@return a clip of each parameter's L2 norm to limit × its number of elements}
   *
   * @param limit positive, finite
   */
  static GradientClip parameterNormPerElement(double limit) {
    return new ParameterNorm(limit, true);
  }

  private static void checkLimit(double limit) {
    if (!((float) limit > 0 && Float.isFinite((float) limit))) {
      throw new IllegalArgumentException(
          "the clipping limit is %s; expected a positive number in the range of float"
              .formatted(limit));
    }
  }

  /** Scales a stretch of gradients if its norm exceeds a limit. */
  private static void limitNorm(
      Kernels kernels, double limit, float[] gradients, int offset, int length) {
    double norm = Math.sqrt(kernels.squaredNorm(length, gradients, offset));
    if (!Double.isFinite(norm)) {
      throw new TrainingException("the norm of the gradients is " + norm);
    }
    if (norm > limit) {
      kernels.scale(length, (float) (limit / norm), gradients, offset);
    }
  }

  /** Changes nothing. */
  record None() implements GradientClip {
    @Override
    public void apply(Kernels kernels, Parameters gradients) {
      // Nothing to clip.
    }
  }

  /**
   * Element by element.
   *
   * @param limit the greatest magnitude
   */
  record Value(double limit) implements GradientClip {
    /** Checks the limit. */
    public Value {
      checkLimit(limit);
    }

    @Override
    public void apply(Kernels kernels, Parameters gradients) {
      kernels.clamp(gradients.size(), (float) limit, gradients.values(), 0);
    }
  }

  /**
   * All together.
   *
   * @param limit the greatest norm
   */
  record GlobalNorm(double limit) implements GradientClip {
    /** Checks the limit. */
    public GlobalNorm {
      checkLimit(limit);
    }

    @Override
    public void apply(Kernels kernels, Parameters gradients) {
      limitNorm(kernels, limit, gradients.values(), 0, gradients.size());
    }
  }

  /**
   * Parameter by parameter.
   *
   * @param limit the greatest norm, or the greatest norm per element
   * @param perElement whether the limit is multiplied by a parameter's number of elements
   */
  record ParameterNorm(double limit, boolean perElement) implements GradientClip {
    /** Checks the limit. */
    public ParameterNorm {
      checkLimit(limit);
    }

    @Override
    public void apply(Kernels kernels, Parameters gradients) {
      List<Slice> slices = gradients.layout().slices();
      for (int s = 0; s < slices.size(); s++) { // no iterator: a step allocates nothing
        Slice slice = slices.get(s);
        double allowed = perElement ? limit * slice.length() : limit;
        limitNorm(kernels, allowed, gradients.values(), slice.offset(), slice.length());
      }
    }
  }
}
