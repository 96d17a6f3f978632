package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * An operation of a chain at its addresses.
 *
 * @param right null if it has one operand
 * @param output where it writes; of a tile, the memory of all tiles
 * @param tile below 0 if it writes into a tile: its negative number, from -1
 */
public record TileStep(Span span, Operand left, Operand right, MemorySegment output, int tile) {
  /**
   * What it reads.
   *
   * @param segment of a tile, the memory of all tiles
   * @param tile below 0 for a tile, as above
   */
  public record Operand(MemorySegment segment, FusedReading reading, int tile) {}
}
