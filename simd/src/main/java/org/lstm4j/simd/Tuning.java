package org.lstm4j.simd;

/**
 * The sizes that kernels are cut by and the thresholds between ways of doing a thing: one table, by
 * vector registers and caches. None of them changes a result.
 *
 * <p>Each entry tells what it was measured by; decisions 3, 5, 6 and 11 in docs/decisions have
 * more. "Zen 5" is a server core of 48 KiB and 1 MiB with 512-bit vectors, "AVX2" the same with
 * {@code -XX:UseAVX=2}. Ceilings are what multiply-adds on registers alone reach.
 */
public final class Tuning {
  private static final Caches CACHES = Caches.ofThisMachine();

  /** Vector registers that C2 can use: 32 with AVX-512 and on AArch64, else 16. */
  public static final int REGISTERS =
      registers(System.getProperty("os.arch"), CpuSupport.option("UseAVX"));

  /**
   * Whether a multiply-add takes a number that serves all lanes from memory, as AVX-512's does.
   * Elsewhere such a number needs a register of its own for as long as it serves.
   */
  public static final boolean BROADCASTS_FROM_MEMORY =
      broadcastsFromMemory(System.getProperty("os.arch"), CpuSupport.option("UseAVX"));

  /** Whether there are 32 vector registers. */
  public static final boolean MANY_REGISTERS = REGISTERS >= 32;

  /**
   * Vectors across a panel of B and a tile of C. Six rows of four run at 96 % of the ceiling on Zen
   * 5 and at 53 % with AVX2, where they spill; five rows of two at 88 %.
   */
  public static final int PANEL_VECTORS = MANY_REGISTERS ? 4 : 2;

  /**
   * Rows of the taller tiles; the lower ones have four. AVX2, two vectors: four rows 83 % of the
   * ceiling, for want of chains, five 88 %, six 45 %, since they spill. On AArch64 six rows of four
   * vectors spill as well, two of their 24 sums, since C2 broadcasts all six numbers of A first; of
   * four vectors there are only the lower tiles there. That was read in its code and not measured.
   */
  public static final int TILE_ROWS = MANY_REGISTERS ? 6 : 5;

  /**
   * Most rows of B in a block of k. With 16 registers a panel of so many, at 256 bits, and a sliver
   * of A take three quarters of the first-level cache: 256 rows of 32 KiB, 384 of 48. Decision 11:
   * with 48 KiB 170 rows are 2 to 7 % slower, 256 up to 2 %. With 32 registers panels come from the
   * second-level cache; 256 rows are 2 to 8 % slower on Zen 5.
   */
  public static final int DEPTH =
      MANY_REGISTERS ? 384 : Math.clamp(CACHES.level1() * 3 / 4 / 96, 128, 384);

  /**
   * The same where B is bfloat16 and a panel of so many rows is made floats in a scratch panel:
   * that stays in the first-level cache, 32 KiB at 512 bits. Not measured against others.
   */
  public static final int UNPACKED_DEPTH = MANY_REGISTERS ? 128 : DEPTH;

  /** The same in products of Aᵀ, which read k from far away: 128 to 512 are alike with AVX2. */
  public static final int TRANSPOSED_DEPTH = 256;

  /** Rows of B in products of Aᵀ that are packed at a time: 1024 to 4096 are alike. */
  public static final int TRANSPOSED_SPAN = 8 * TRANSPOSED_DEPTH;

  /**
   * Rows of A and C in a block. A block of A and one of C share the second-level cache; the more
   * rows, the rarer the first tile of a panel, which waits for it. AVX2: 96 rows are 2 to 12 %
   * slower in products of 512³ and more; that was before slivers, decision 11. Zen 5 with 32
   * registers: 192 rows are up to 8 % slower.
   */
  public static final int BLOCK_ROWS = MANY_REGISTERS || CACHES.level2() < 512 << 10 ? 96 : 192;

  /**
   * A copied block's rows are so much longer than they need be, a cache line, that they spread over
   * all cache sets. With AVX2, before slivers, twice as much was a fifth slower, half as much 3 %.
   */
  public static final int PADDING = 16;

  /**
   * Elements of B up to which one row meets eight vectors at once, two thirds of the first-level
   * cache: there more chains are faster.
   */
  public static final long NEAR_ROW = CACHES.level1() * 2 / 3 / Float.BYTES;

  /** Vectors that one row meets at once from further away: with 32 registers one stream is best. */
  public static final int FAR_ROW_VECTORS = MANY_REGISTERS ? 4 : 8;

  /**
   * Elements of W<sub>x</sub> and W<sub>h</sub> up to which input product and recurrence run step
   * by step, so that the gates between them stay near. Decision 3. On Zen 5 with 32 registers up to
   * two second-level caches: I256 H256 B32 T25 forward 0.96, I128 H256 B32 T50 training 0.97 of the
   * time; with AVX2 half of one: 1.03 and 1.0.
   */
  public static final long NEAR_WEIGHTS =
      (MANY_REGISTERS ? 2 * CACHES.level2() : CACHES.level2() / 2) / Float.BYTES;

  /** Fewer sequences are better served by one input product for all steps. Decision 3. */
  public static final int STEP_ROWS = 8;

  /**
   * Elements of W<sub>h</sub>, 1 MiB, from which the product of one step is worth a meeting of the
   * threads: they share units where there are too few sequences. Decision 5.
   */
  public static final long LARGE_WEIGHTS = (1 << 20) / Float.BYTES;

  /**
   * Elements of W<sub>h</sub>, eight second-level caches, from which threads share units for any
   * number of sequences. Decision 5.
   */
  public static final long HUGE_WEIGHTS = 8 * CACHES.level2() / Float.BYTES;

  /**
   * Multiply-adds from which on work is worth waking the other threads: 20 to 40 µs of one core.
   */
  public static final long SHARED_FROM = 2_000_000;

  /** A core streams an element from the third-level cache in the time of so many multiply-adds. */
  public static final int MULTIPLY_ADDS_OF_A_READ = 8;

  private Tuning() {}

  static int registers(String arch, String useAvx) {
    return isAvx512(useAvx) || isArm(arch) ? 32 : 16;
  }

  static boolean broadcastsFromMemory(String arch, String useAvx) {
    return isAvx512(useAvx) && !isArm(arch);
  }

  private static boolean isAvx512(String useAvx) {
    return useAvx != null && Integer.parseInt(useAvx) >= 3;
  }

  private static boolean isArm(String arch) {
    return arch.equals("aarch64");
  }
}
