package org.lstm4j.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this process, written once: the machine's preferred one, or what tests force
 * with {@code -Dlstm4j.simd.bits=128|256|512}. Vectors wider than the machine's give the same bits,
 * but are objects. {@link CpuSupport} has looked at the property before anyone comes here.
 */
public final class Lanes {
  /** The system property that forces a width, for tests. */
  public static final String PROPERTY = "lstm4j.simd.bits";

  /** The species of all vectors of floats. */
  public static final VectorSpecies<Float> SPECIES = species(System.getProperty(PROPERTY));

  /** Integers of the same width. */
  public static final VectorSpecies<Integer> INT_SPECIES = SPECIES.withLanes(int.class);

  /** Floats in a vector. */
  public static final int COUNT = SPECIES.length();

  /** Bytes of a vector. */
  public static final int BYTES = SPECIES.vectorByteSize();

  private Lanes() {}

  private static VectorSpecies<Float> species(String bits) {
    return switch (bits) {
      case null -> FloatVector.SPECIES_PREFERRED;
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "%s is '%s'; expected 128, 256 or 512".formatted(PROPERTY, bits));
    };
  }
}
