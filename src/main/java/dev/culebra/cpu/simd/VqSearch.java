package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.FLOAT;
import static dev.culebra.cpu.simd.GemmKernel.HEIGHT;
import static dev.culebra.cpu.simd.GemmKernel.PANEL;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.VqSizes;
import dev.culebra.par.Slots;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Nearest codes: tiles of {@code x·c − ½c²} by {@link GemmKernel}, 8 rows by two vectors of codes,
 * which stay in L1 just long enough for {@link VqLanes} to keep the best and second best of every
 * lane. Codes whose score lies within twice the error bound of the best are compared by {@link
 * VqExact}; nearly always there is one. Memory: the packed codebook and a few KB a thread.
 *
 * <p>The bound, with u = 2^−24: a chain of D fused products errs by at most {@code
 * 1.01·D·u·|x|·|c|}, the rounded half and the subtraction by {@code 2u·(|x|·|c| + c²)}; the rest
 * covers what the exact arithmetic itself rounds, and products below the smallest float.
 */
final class VqSearch implements Call {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Rows that share a panel while it is in L1. */
  private static final int BLOCK = 64;

  private static final long TILE = 4L * PANEL * WIDTH;
  private static final long SLOT = TILE + BLOCK * VqLanes.STATE;

  /** Products beyond this come near the largest float: such rows are settled in double alone. */
  private static final double LARGE = 1e37;

  private final VqSizes sizes;
  private final boolean cosine;
  private final MemorySegment vectors;
  private final MemorySegment codebook;
  private final MemorySegment index;
  private final MemorySegment distance;
  private final MemorySegment memory;
  private final long slotsAt;
  private final VqPanels panels;
  private final int blocks;
  private final Workers workers;
  private final Slots slots;
  private final Task pack;
  private final Task search = this::search;

  VqSearch(VqSizes sizes, boolean cosine, Operands operands) {
    this.sizes = sizes;
    this.cosine = cosine;
    vectors = operands.input(0);
    codebook = operands.input(1);
    index = operands.output(0);
    distance = operands.output(1);
    workers = operands.workers();
    slotsAt = VqPanels.bytes(sizes);
    int most = Math.max(workers.threads(), PROCESSORS);
    // The JVM may count fewer processors than threads; those must not wait for slots.
    memory =
        workers.threads() <= PROCESSORS
            ? operands.workspace()
            : Arena.ofAuto().allocate(slotsAt + most * SLOT, 128);
    slots = new Slots(most);
    panels = new VqPanels(sizes, cosine, codebook, memory);
    pack = panels::pack;
    blocks = Math.ceilDiv(sizes.samples(), BLOCK);
  }

  static long workspaceBytes(VqSizes sizes) {
    return VqPanels.bytes(sizes) + PROCESSORS * SLOT;
  }

  @Override
  public void run() {
    workers.run(pack, blocks == 0 ? 0 : panels.count());
    workers.run(search, sizes.heads() * blocks);
  }

  private void search(int chunk) {
    int head = chunk / blocks;
    int row = chunk % blocks * BLOCK;
    int endRow = Math.min(sizes.samples(), row + BLOCK);
    int slot = slots.take();
    try {
      search(head, row, endRow, slotsAt + slot * SLOT);
    } finally {
      slots.give(slot);
    }
  }

  private void search(int head, int row, int endRow, long tile) {
    long states = tile + TILE;
    VqLanes.clear(memory, states, endRow - row);
    for (int panel = 0; panel < panels.perHead; panel++) {
      long codes = panels.panel(head, panel);
      long halves = panels.halves(head, panel);
      for (int r = row; r < endRow; r += PANEL) {
        int high = Math.min(PANEL, endRow - r);
        multiply(vector(r, head), high, codes, tile);
        long state = states + VqLanes.STATE * (r - row);
        VqLanes.update(memory, tile, halves, state, high, 2 * panel);
      }
    }
    double longest = panels.longest(head);
    for (int r = row; r < endRow; r++) {
      settle(r, head, longest, states + VqLanes.STATE * (r - row));
    }
  }

  /** Products of a group of rows with a panel; missing rows repeat the last and are not read. */
  private void multiply(long first, int high, long codes, long tile) {
    long stride = 4L * sizes.heads() * sizes.depth();
    long a1 = first + Math.min(1, high - 1) * stride;
    long a2 = first + Math.min(2, high - 1) * stride;
    long a3 = first + Math.min(3, high - 1) * stride;
    long a4 = first + Math.min(4, high - 1) * stride;
    long a5 = first + Math.min(5, high - 1) * stride;
    long a6 = first + Math.min(6, high - 1) * stride;
    long a7 = first + Math.min(7, high - 1) * stride;
    int depth = sizes.depth();
    long row = 4L * WIDTH;
    if (HEIGHT == 8 && high > 4) {
      GemmKernel.rows8(
          vectors, first, a1, a2, a3, a4, a5, a6, a7, memory, codes, depth, memory, tile, row);
      return;
    }
    GemmKernel.rows4(vectors, first, a1, a2, a3, memory, codes, depth, memory, tile, row);
    if (high > 4) {
      long lower = tile + 4 * row;
      GemmKernel.rows4(vectors, a4, a5, a6, a7, memory, codes, depth, memory, lower, row);
    }
  }

  private long vector(int row, int head) {
    return 4L * sizes.depth() * ((long) row * sizes.heads() + head);
  }

  /** Finds the nearest code of a row among those that its scores leave possible. */
  private void settle(int row, int head, double longest, long state) {
    long vector = vector(row, head);
    int depth = sizes.depth();
    double length = Math.sqrt(1.01 * VqLanes.squares(vectors, vector, depth) + depth * 0x1p-149);
    boolean tame = length * longest < LARGE && longest * longest < LARGE && length < LARGE;
    int nearest = tame ? amongBest(vector, head, threshold(length, longest, state), state) : -1;
    if (!tame) {
      nearest = better(vector, head, 0, 1, -1);
    }
    int found = Math.max(nearest, 0);
    long place = (long) row * sizes.heads() + head;
    index.setAtIndex(ValueLayout.JAVA_INT, place, found);
    distance.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) exact(vector, head, found));
  }

  /** The least score that the nearest code can have. */
  private float threshold(double length, double longest, long state) {
    int depth = sizes.depth();
    double chain = 1.01 * (depth + 4) * 0x1p-24 * length * longest;
    double half = 2 * 0x1p-24 * longest * longest;
    double rounding = (2 * depth + 16) * 0x1p-52 * (length + longest) * (length + longest);
    double underflow = (depth + 2) * 0x1p-149 * (1 + length);
    double best = VqLanes.greatest(memory, state);
    return Math.nextDown((float) (best - 2 * (chain + half + rounding + underflow)));
  }

  private int amongBest(long vector, int head, float threshold, long state) {
    long lanes = VqLanes.reaching(memory, state, threshold);
    long crowded = VqLanes.reaching(memory, state + VqLanes.SECOND, threshold);
    return crowded == 0 && Long.bitCount(lanes) == 1
        ? code(state, Long.numberOfTrailingZeros(lanes))
        : amongLanes(vector, head, lanes, crowded, state);
  }

  private int amongLanes(long vector, int head, long lanes, long crowded, long state) {
    int nearest = -1;
    for (long rest = lanes; rest != 0; rest &= rest - 1) {
      int lane = Long.numberOfTrailingZeros(rest);
      nearest =
          (crowded >> lane & 1) != 0
              ? better(vector, head, lane, VqLanes.LENGTH, nearest)
              : better(vector, head, code(state, lane), sizes.codes(), nearest);
    }
    return nearest;
  }

  private static int number(MemorySegment memory, long state, int lane) {
    return (int) memory.get(FLOAT, state + VqLanes.NUMBER + 4L * lane);
  }

  private int code(long state, int lane) {
    return number(memory, state, lane) * VqLanes.LENGTH + lane;
  }

  /**
   * The nearest of every {@code step}-th code from {@code first} and of one known before, or -1.
   */
  private int better(long vector, int head, int first, int step, int before) {
    int nearest = before;
    double least = before < 0 ? Double.POSITIVE_INFINITY : exact(vector, head, before);
    for (int code = first; code < sizes.codes(); code += step) {
      double found = exact(vector, head, code);
      if (found < least || found == least && code < nearest) {
        least = found;
        nearest = code;
      }
    }
    return nearest;
  }

  private double exact(long vector, int head, int code) {
    long at = panels.code(head, code);
    return VqExact.distance(cosine, vectors, vector, codebook, at, sizes.depth());
  }
}
