package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.VqSizes;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * How many vectors chose each code, and their sums. The choices are sorted by code, counting; then
 * each chunk of codes adds up its own vectors in rising order, whoever does it. Sums of blocks of
 * vectors, while those are in L1, would take a codebook of memory for each block to give the same
 * bytes for any number of threads.
 */
final class VqStatistics implements Call {
  private final VqSizes sizes;
  private final MemorySegment vectors;
  private final MemorySegment index;
  private final MemorySegment counts;
  private final MemorySegment sums;
  private final Workers workers;
  private final int codes;
  private final Task add = this::add;

  /** Where the places of each code begin among all places sorted by code; then their end. */
  private final int[] begin;

  private final int[] sorted;

  VqStatistics(VqSizes sizes, Operands operands) {
    this.sizes = sizes;
    vectors = operands.input(0);
    index = operands.output(0);
    counts = operands.output(2);
    sums = operands.output(3);
    workers = operands.workers();
    codes = Math.multiplyExact(sizes.heads(), sizes.codes());
    begin = new int[codes + 1];
    sorted = new int[Math.multiplyExact(sizes.samples(), sizes.heads())];
  }

  @Override
  public void run() {
    sort();
    workers.run(add, CodeRows.chunks(codes));
  }

  private void sort() {
    Arrays.fill(begin, 0);
    for (int place = 0; place < sorted.length; place++) {
      begin[code(place)]++;
    }
    int end = 0;
    for (int code = 0; code <= codes; code++) {
      end += begin[code];
      begin[code] = end;
    }
    // Filling from the ends keeps the order and leaves the beginnings.
    for (int place = sorted.length - 1; place >= 0; place--) {
      sorted[--begin[code(place)]] = place;
    }
  }

  private int code(int place) {
    return place % sizes.heads() * sizes.codes() + index.getAtIndex(ValueLayout.JAVA_INT, place);
  }

  private void add(int chunk) {
    int depth = sizes.depth();
    for (int code = CodeRows.begin(chunk, codes); code < CodeRows.begin(chunk + 1, codes); code++) {
      long at = (long) code * depth;
      sums.asSlice(Float.BYTES * at, Float.BYTES * (long) depth).fill((byte) 0);
      for (int i = begin[code]; i < begin[code + 1]; i++) {
        CodeRows.add(vectors, (long) sorted[i] * depth, sums, at, depth, 1);
      }
      counts.setAtIndex(ValueLayout.JAVA_FLOAT, code, begin[code + 1] - begin[code]);
    }
  }
}
