package org.lstm4j.kernel;

import java.util.List;
import org.lstm4j.random.SeededRandom;

/** Where test data comes from. */
public enum Values {
  /** Whole numbers from −4 to 4: sums of products are exact in any order. */
  WHOLE {
    @Override
    public float next(SeededRandom random) {
      return random.nextInt(9) - 4f;
    }
  },

  /** Standard normal numbers. */
  NORMAL {
    @Override
    public float next(SeededRandom random) {
      return (float) random.nextNormal();
    }
  },

  /** Numbers whose products lie around the smallest normal number, and zeros of both signs. */
  TINY {
    @Override
    public float next(SeededRandom random) {
      return switch (random.nextInt(8)) {
        case 0 -> 0f;
        case 1 -> -0f;
        case 2 -> (float) random.nextNormal() * 0x1p-140f;
        default -> (float) random.nextNormal() * 0x1p-65f;
      };
    }
  },

  /** Normal numbers with a NaN, an infinity, a zero or an extreme here and there. */
  SPECIAL {
    @Override
    public float next(SeededRandom random) {
      int choice = random.nextInt(20 * CORNERS.length);
      return choice < CORNERS.length ? CORNERS[choice] : (float) random.nextNormal();
    }
  },

  /** Any bit pattern. */
  BITS {
    @Override
    public float next(SeededRandom random) {
      return Float.intBitsToFloat((int) random.nextLong());
    }
  },

  /** NaN only, for outputs that are to be overwritten. */
  NAN {
    @Override
    public float next(SeededRandom random) {
      return Float.NaN;
    }
  };

  private static final float[] CORNERS = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MIN_NORMAL - Float.MIN_VALUE,
    1f,
    -1f,
    0x1p-63f,
    0x1p63f,
    -0x1p64f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  /** Sizes around nothing, odd ones, and those around tiles and vectors. */
  public static final List<Integer> SIZES =
      List.of(1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65);

  /** {@return the next number} */
  public abstract float next(SeededRandom random);

  /** {@return one of {@link #SIZES}} */
  public static int size(SeededRandom random) {
    return SIZES.get(random.nextInt(SIZES.size()));
  }
}
