package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.PANEL;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

/**
 * How a product is cut. The depth is cut by its size alone, because that orders the additions. Rows
 * and columns are cut for the number of threads: no bit of the result depends on that.
 *
 * @param depthBlock depth that is summed in registers before it is added to the result
 * @param rowBlock rows of a chunk, whole groups
 * @param columnBlock columns of a chunk, whole panels
 * @param rowParts chunks along the rows
 * @param columnParts chunks along the columns
 */
record GemmGrid(int depthBlock, int rowBlock, int columnBlock, int rowParts, int columnParts) {
  /** 8 rows of A and a panel of B this deep share a 48 KiB L1; shorter sums are also more exact. */
  private static final int DEPTH = 384;

  /** Packed columns of a chunk stay within half of a 1 MiB L2. */
  private static final int COLUMNS = 384;

  /** Cycles per unit of depth: of a full tile, of packing a panel's row, of packing a group. */
  private static final double TILE = 8;

  private static final double PACK_RIGHT = 6;
  private static final double PACK_LEFT = 2;

  /** Cycles to hand out a chunk. */
  private static final double DISPATCH = 3000;

  /**
   * A finer cut may cost this much more, up to some chunks per thread: then a thread that is
   * interrupted has less to finish.
   */
  private static final double SLACK = 1.03;

  private static final int CHUNKS = 4;

  static GemmGrid of(int batches, int rows, int columns, int depth, int threads) {
    int depthParts = Math.max(1, parts(depth, DEPTH));
    int groups = Math.max(1, parts(rows, PANEL));
    int panels = Math.max(1, parts(columns, WIDTH));
    int mostPanels = Math.max(1, COLUMNS / WIDTH);
    GemmGrid best = null;
    double bestCost = Double.MAX_VALUE;
    for (int rowParts = 1; rowParts <= Math.min(groups, 4 * threads); rowParts++) {
      int groupsEach = parts(groups, rowParts);
      int columnLimit = Math.min(panels, parts(panels, mostPanels) + 4 * threads);
      for (int columnParts = parts(panels, mostPanels); columnParts <= columnLimit; columnParts++) {
        int panelsEach = parts(panels, columnParts);
        int rowChunks = parts(groups, groupsEach);
        int columnChunks = parts(panels, panelsEach);
        double chunk =
            depth
                    * (TILE * groupsEach * panelsEach
                        + PACK_RIGHT * panelsEach
                        + PACK_LEFT * groupsEach)
                + DISPATCH;
        double cost = chunk * parts((long) batches * rowChunks * columnChunks, threads);
        boolean coarse = best == null || (long) batches * best.chunks() < CHUNKS * threads;
        boolean finer = best == null || rowChunks * columnChunks > best.chunks();
        if (cost < bestCost || coarse && finer && cost <= bestCost * SLACK) {
          best =
              new GemmGrid(
                  parts(depth, depthParts),
                  groupsEach * PANEL,
                  panelsEach * WIDTH,
                  rowChunks,
                  columnChunks);
          bestCost = Math.min(cost, bestCost);
        }
      }
    }
    return best;
  }

  /** Chunks of one batch. */
  int chunks() {
    return rowParts * columnParts;
  }

  /**
   * Floats of scratch memory that suffice for a chunk's packed columns, a strip of rows and one
   * tile; no less for a greater depth.
   */
  static long scratch(int columns, int depth) {
    int deep = Math.min(depth, DEPTH);
    int wide = Math.min(parts(columns, WIDTH), Math.max(1, COLUMNS / WIDTH)) * WIDTH;
    return (long) deep * (wide + GemmOperand.STRIP) + (long) PANEL * WIDTH;
  }

  private static int parts(long whole, int part) {
    return Math.toIntExact((whole + part - 1) / part);
  }
}
