package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.memory.Block;
import dev.culebra.op.RecurrentSizes;
import java.lang.foreign.StructLayout;
import java.util.function.Consumer;

/**
 * Which kernel has all steps of a layer.
 *
 * @param image file of {@code cuda-kernels/}
 * @param units that it is made for; a layer may have fewer
 * @param samples sequences that a block has, or a cluster
 * @param cluster blocks that share these sequences
 * @param threads of a block
 * @param gradientThreads the same of the layer's gradient
 */
record RecurrentWalk(
    String image, int units, int samples, int cluster, int threads, int gradientThreads) {
  /** So many rows of the weight are in the registers of a block altogether. */
  private static final int FEW_UNITS = 64;

  /** More, and too few rows of the weight would be in the registers of a block. */
  static final int MOST_UNITS = 128;

  /** So many rows of the weight are in the registers of a cluster altogether. */
  static final int MOST_UNITS_OF_CLUSTER = 256;

  /** Blocks of a cluster. */
  private static final int CLUSTER = 8;

  /** Threads that a multiprocessor has registers for. */
  private static final int THREADS = 512;

  /** As {@link RecurrentChoice} says; null if a launch has one step. */
  static RecurrentWalk of(RecurrentSizes sizes) {
    if (RecurrentChoice.get() == RecurrentChoice.STEPS) {
      return null;
    }
    if (sizes.hidden() <= MOST_UNITS) {
      return ofBlocks(sizes);
    }
    boolean fits = sizes.hidden() <= MOST_UNITS_OF_CLUSTER;
    return fits && CudaDevice.current().hasClusters() ? ofClusters(sizes) : null;
  }

  /** A block has several sequences where one for each would keep some waiting. */
  private static RecurrentWalk ofBlocks(RecurrentSizes sizes) {
    int units = sizes.hidden() <= FEW_UNITS ? FEW_UNITS : MOST_UNITS;
    int threads = gates(sizes) * units;
    int room = THREADS / threads * CudaDevice.current().multiprocessors();
    int samples = sizes.samples() <= room ? 1 : gates(sizes);
    return new RecurrentWalk("recurrent_walk", units, samples, 1, threads, threads);
  }

  /** A cluster has twice the sequences where few for each would keep some waiting. */
  private static RecurrentWalk ofClusters(RecurrentSizes sizes) {
    int room = Math.max(1, CudaDevice.current().multiprocessors() / CLUSTER);
    int samples = sizes.samples() <= 4 * room ? 4 : 8;
    return new RecurrentWalk(
        "recurrent_cluster",
        MOST_UNITS_OF_CLUSTER,
        samples,
        CLUSTER,
        THREADS / 4 * gates(sizes),
        THREADS);
  }

  private static int gates(RecurrentSizes sizes) {
    return sizes.isLstm() ? 4 : 3;
  }

  /** How steps are done, for reports. */
  static String describe(RecurrentWalk walk) {
    return walk == null ? "a launch for each step" : "all steps in one launch";
  }

  /** The launch of a layer. */
  Call forward(RecurrentSizes sizes, StructLayout layout, Consumer<Block> fill) {
    return call(sizes, "walk", threads, layout, fill);
  }

  /** The launch of a layer's gradient. */
  Call gradient(RecurrentSizes sizes, StructLayout layout, Consumer<Block> fill) {
    return call(sizes, "walk_gradient", gradientThreads, layout, fill);
  }

  private Call call(
      RecurrentSizes sizes, String what, int count, StructLayout layout, Consumer<Block> fill) {
    String cell = sizes.isLstm() ? "lstm" : "gru";
    long groups = sizes.hidden() == 0 ? 0 : Math.ceilDiv(sizes.samples(), samples);
    return new CudaGrid(
            image,
            String.join("_", cell, what, String.valueOf(units), String.valueOf(samples)),
            layout,
            groups * cluster,
            count,
            0,
            (block, _) -> fill.accept(block))
        .bind(null);
  }
}
