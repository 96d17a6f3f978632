package dev.culebra.cpu.simd;

import dev.culebra.math.Philox;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Philox} for as many blocks at once as there are 64-bit lanes: a group. The words of a
 * group are stored as one vector with the first word of every pair, then one with the second words;
 * the caller interleaves them when it stores what it makes of them.
 */
final class PhiloxWords {
  /** Blocks in a group. */
  static final int BLOCKS = Lanes.I64.length();

  /** Elements, or words, in a group. */
  static final int GROUP = 4 * BLOCKS;

  private static final long LOW = 0xFFFFFFFFL;
  private static final LongVector IOTA = LongVector.zero(Lanes.I64).addIndex(1);

  private PhiloxWords() {}

  /** Writes whole groups to elements {@code begin} to {@code end} - 1, from {@code block} on. */
  static void fill(
      MemorySegment out, long begin, long end, long block, long seed, int step, int stream) {
    for (long place = begin; place < end; place += GROUP, block += BLOCKS) {
      group(out, place * Integer.BYTES, block, seed, step, stream);
    }
  }

  private static void group(
      MemorySegment out, long place, long block, long seed, int step, int stream) {
    // Words lie in the low halves of 64-bit lanes; high halves hold what the products left there.
    LongVector c0 = IOTA.add(block);
    LongVector c1 = c0.lanewise(VectorOperators.LSHR, 32);
    LongVector c2 = LongVector.broadcast(Lanes.I64, step & LOW);
    LongVector c3 = LongVector.broadcast(Lanes.I64, stream & LOW);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < Philox.ROUNDS; round++) {
      LongVector p0 = c0.and(LOW).mul(Philox.MULTIPLIER_0);
      LongVector p2 = c2.and(LOW).mul(Philox.MULTIPLIER_2);
      c0 = p2.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1);
      c0 = c0.lanewise(VectorOperators.XOR, (long) k0);
      c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3);
      c2 = c2.lanewise(VectorOperators.XOR, (long) k1);
      c1 = p2;
      c3 = p0;
      k0 += Philox.WEYL_0;
      k1 += Philox.WEYL_1;
    }
    long half = (long) BLOCKS * Long.BYTES;
    join(c0, c2).intoMemorySegment(out, place, ByteOrder.nativeOrder());
    join(c1, c3).intoMemorySegment(out, place + half, ByteOrder.nativeOrder());
  }

  /** Low words in even 32-bit lanes, high words in odd ones. */
  private static LongVector join(LongVector even, LongVector odd) {
    return even.and(LOW).or(odd.lanewise(VectorOperators.LSHL, 32));
  }
}
