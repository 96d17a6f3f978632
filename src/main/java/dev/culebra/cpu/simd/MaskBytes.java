package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Lane masks as bytes in memory, eight (or four) at a time: x86 spreads and gathers the bits in one
 * instruction (pdep, pext), and no byte vector is as short as four lanes.
 */
final class MaskBytes {
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final ValueLayout.OfLong EIGHT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt FOUR =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private MaskBytes() {}

  /** Writes one byte of 0 or 1 for each of {@code lanes} bits, a multiple of four. */
  static void store(long bits, MemorySegment output, long offset, int lanes) {
    int lane = 0;
    for (; lane <= lanes - 8; lane += 8) {
      output.set(EIGHT, offset + lane, Long.expand(bits >>> lane, ONES));
    }
    if (lane < lanes) {
      output.set(FOUR, offset + lane, (int) Long.expand(bits >>> lane, ONES));
    }
  }

  /** Reads one bit for each of {@code lanes} bytes, a multiple of four: whether it is not 0. */
  static long load(MemorySegment input, long offset, int lanes) {
    long bits = 0;
    int lane = 0;
    for (; lane <= lanes - 8; lane += 8) {
      bits |= notZero(input.get(EIGHT, offset + lane)) << lane;
    }
    if (lane < lanes) {
      bits |= notZero(Integer.toUnsignedLong(input.get(FOUR, offset + lane))) << lane;
    }
    return bits;
  }

  /** Adding 0x7f carries into a byte's top bit unless its lower bits are all 0. */
  private static long notZero(long bytes) {
    return Long.compress((bytes & LOW_BITS) + LOW_BITS | bytes, ~LOW_BITS);
  }
}
