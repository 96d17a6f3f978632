package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.FLOAT;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import dev.culebra.op.VqSizes;
import java.lang.foreign.MemorySegment;

/**
 * A codebook as {@link GemmKernel} reads it: panels of {@link GemmKernel#WIDTH} codes, and half the
 * squared length of each, so that {@code x·c − ½c²} is largest where the distance is least. For
 * directions the codes are brought to length 1 and nothing is subtracted.
 */
final class VqPanels {
  private final VqSizes sizes;
  private final boolean cosine;
  private final MemorySegment codebook;
  private final MemorySegment memory;

  /** Greatest length of a code in each panel, or infinity if one is not finite. */
  private final double[] longest;

  final int perHead;

  VqPanels(VqSizes sizes, boolean cosine, MemorySegment codebook, MemorySegment memory) {
    this.sizes = sizes;
    this.cosine = cosine;
    this.codebook = codebook;
    this.memory = memory;
    perHead = Math.ceilDiv(sizes.codes(), WIDTH);
    longest = new double[count()];
  }

  static long bytes(VqSizes sizes) {
    long panels = (long) sizes.heads() * Math.ceilDiv(sizes.codes(), WIDTH);
    return panels * 4 * WIDTH * (sizes.depth() + 1L);
  }

  int count() {
    return sizes.heads() * perHead;
  }

  long panel(int head, int panel) {
    return 4L * WIDTH * sizes.depth() * (head * perHead + panel);
  }

  long halves(int head, int panel) {
    return 4L * WIDTH * ((long) sizes.depth() * count() + head * perHead + panel);
  }

  /** Greatest length of a head's codes, as they are packed. */
  double longest(int head) {
    double most = 0;
    for (int panel = 0; panel < perHead; panel++) {
      most = Math.max(most, longest[head * perHead + panel]);
    }
    return most;
  }

  long code(int head, int code) {
    return 4L * sizes.depth() * ((long) head * sizes.codes() + code);
  }

  /** Packs one panel of all heads'. */
  void pack(int index) {
    int head = index / perHead;
    int first = index % perHead * WIDTH;
    int columns = Math.min(WIDTH, sizes.codes() - first);
    long at = panel(head, index % perHead);
    long halves = halves(head, index % perHead);
    double most = 0;
    if (!cosine) {
      long stride = 4L * sizes.depth();
      GemmPacking.rightTransposed(
          codebook, code(head, first), stride, sizes.depth(), columns, memory, at);
    }
    for (int column = 0; column < WIDTH; column++) {
      float half = Float.POSITIVE_INFINITY;
      double length = 0;
      if (column < columns) {
        long code = code(head, first + column);
        double square = VqExact.products(codebook, code, codebook, code, sizes.depth());
        length = Math.sqrt(square);
        half = cosine ? 0 : (float) (square / 2);
      }
      most = Math.max(most, Double.isFinite(length) ? length : Double.POSITIVE_INFINITY);
      memory.set(FLOAT, halves + 4L * column, half);
      if (cosine) {
        normalize(head, first + column, column < columns ? length : 0, at + 4L * column);
      }
    }
    longest[index] = cosine && most < Double.POSITIVE_INFINITY ? 1 : most;
  }

  private void normalize(int head, int code, double length, long at) {
    double scale = length == 0 ? 0 : 1 / length;
    for (int j = 0; j < sizes.depth(); j++) {
      double value = scale == 0 ? 0 : codebook.get(FLOAT, code(head, code) + 4L * j) * scale;
      memory.set(FLOAT, at + 4L * WIDTH * j, (float) value);
    }
  }
}
