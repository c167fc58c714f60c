package org.lstm4j.jmh.kernel;

import static jdk.incubator.vector.VectorOperators.EXP;
import static jdk.incubator.vector.VectorOperators.TANH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.backend.Backends;
import org.lstm4j.kernel.scalar.ScalarMath;
import org.lstm4j.simd.math.VectorMath;

/** Functions over whole arrays of a multiple of 16 elements, in place. */
sealed interface ActivationEngine {

  void exp(float[] x);

  void sigmoid(float[] x);

  void tanh(float[] x);

  /** {@return the engine of that name} */
  static ActivationEngine named(String name) {
    return switch (name) {
      case Backends.SIMD -> new Simd();
      case Backends.SCALAR -> new Scalar();
      case "jdk" -> new Jdk();
      default ->
          throw new IllegalArgumentException(
              "the engine is '%s'; expected simd, jdk or scalar".formatted(name));
    };
  }

  /** The functions of the simd backend. */
  final class Simd implements ActivationEngine {
    private final VectorMath math = new VectorMath();

    @Override
    public void exp(float[] x) {
      math.exp(x, 0, x.length);
    }

    @Override
    public void sigmoid(float[] x) {
      math.sigmoid(x, 0, x.length);
    }

    @Override
    public void tanh(float[] x) {
      math.tanh(x, 0, x.length);
    }
  }

  /** The functions of the scalar reference. */
  final class Scalar implements ActivationEngine {
    @Override
    public void exp(float[] x) {
      for (int i = 0; i < x.length; i++) {
        x[i] = ScalarMath.exp(x[i]);
      }
    }

    @Override
    public void sigmoid(float[] x) {
      for (int i = 0; i < x.length; i++) {
        x[i] = ScalarMath.sigmoid(x[i]);
      }
    }

    @Override
    public void tanh(float[] x) {
      for (int i = 0; i < x.length; i++) {
        x[i] = ScalarMath.tanh(x[i]);
      }
    }
  }

  /** The calls that the Vector API offers. */
  final class Jdk implements ActivationEngine {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();

    @Override
    public void exp(float[] x) {
      for (int i = 0; i < x.length; i += L) {
        FloatVector.fromArray(F, x, i).lanewise(EXP).intoArray(x, i);
      }
    }

    @Override
    public void sigmoid(float[] x) {
      FloatVector one = FloatVector.broadcast(F, 1);
      for (int i = 0; i < x.length; i += L) {
        FloatVector e = FloatVector.fromArray(F, x, i).neg().lanewise(EXP);
        one.div(one.add(e)).intoArray(x, i);
      }
    }

    @Override
    public void tanh(float[] x) {
      for (int i = 0; i < x.length; i += L) {
        FloatVector.fromArray(F, x, i).lanewise(TANH).intoArray(x, i);
      }
    }
  }
}
