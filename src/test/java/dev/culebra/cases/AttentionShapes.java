package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Attention;
import dev.culebra.op.AttentionGradient;
import dev.culebra.op.AttentionMask;
import java.util.List;

/** The sizes and masks at which attention and its gradient are tried. */
final class AttentionShapes {
  private static final AttentionMask BANDS =
      AttentionMask.NONE.blocks(
          4, List.of(List.of(0), List.of(0, 1), List.of(0, 2, 3), List.of(3)));
  private static final AttentionMask CAUSAL_BANDS =
      AttentionMask.CAUSAL.blocks(
          4, List.of(List.of(0, 2), List.of(1), List.of(0, 2), List.of(0, 1, 3)));

  private AttentionShapes() {}

  /** Sizes of one call. */
  record Sizes(
      String name, AttentionMask mask, int samples, int queries, int keys, int heads, int width) {
    Attention op() {
      return new Attention(1 / Math.sqrt(width), mask);
    }

    /** Values are one element wider than queries, so that nobody mistakes one for the other. */
    Case forward() {
      return Case.of(name, op(), Tolerance.REDUCTION)
          .input(samples, queries, heads, width)
          .input(samples, keys, heads, width)
          .input(samples, keys, heads, width + 1)
          .terms((long) keys * width);
    }

    Case gradient() {
      return Case.of(name, new AttentionGradient(op()), Tolerance.REDUCTION)
          .input(samples, queries, heads, width)
          .input(samples, keys, heads, width)
          .input(samples, keys, heads, width + 1)
          .input(samples, queries, heads, width + 1)
          .input(Values.POSITIVE, samples, queries, heads)
          .input(samples, queries, heads, width + 1)
          .input(samples, queries, heads)
          .terms((long) queries * keys * width)
          .notSmooth();
    }
  }

  static List<Sizes> all() {
    return List.of(
        new Sizes("plain", AttentionMask.NONE, 2, 5, 7, 3, 4),
        new Sizes("one_of_each", AttentionMask.NONE, 1, 1, 1, 1, 1),
        new Sizes("causal", AttentionMask.CAUSAL, 2, 7, 7, 3, 4),
        new Sizes("causal_odd", AttentionMask.CAUSAL, 1, 13, 17, 1, 3),
        new Sizes("causal_blocks", AttentionMask.CAUSAL, 1, 131, 131, 2, 5),
        new Sizes("long", AttentionMask.NONE, 1, 65, 31, 1, 17),
        new Sizes("wide", AttentionMask.NONE, 1, 3, 64, 2, 64),
        new Sizes("sparse", BANDS, 2, 15, 14, 2, 3),
        new Sizes("sparse_causal", CAUSAL_BANDS, 2, 16, 16, 2, 3),
        new Sizes("empty_batch", AttentionMask.NONE, 0, 3, 3, 2, 4));
  }
}
