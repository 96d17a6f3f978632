package dev.culebra.eval;

import dev.culebra.data.Dataset;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.op.PackBits;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Binary codes with labels, packed as {@link dev.culebra.op.PackBits} does. Not copied.
 *
 * @param codes row-major {@code [count,words]}
 * @param words 64-bit words of a code, at least 1
 * @param labels one per code
 */
public record BinaryCodes(long[] codes, int words, int[] labels) {
  /** Samples encoded at once. */
  private static final int PIECE = 1024;

  public BinaryCodes {
    if (words < 1 || labels.length == 0 || (long) labels.length * words != codes.length) {
      throw new IllegalArgumentException(
          "[codes] %d words are not %d codes of %d".formatted(codes.length, labels.length, words));
    }
  }

  /**
   * The codes of labelled samples: the latents' elements above zero are bits that are set.
   *
   * @throws UserError if the samples have no labels
   */
  public static BinaryCodes of(Autoencoder model, Dataset data) {
    if (!data.isLabelled()) {
      throw new UserError(
          data.name()
              + ": has no labels to judge what is found by; give labelled data (of a folder, the"
              + " sub-folders are the classes)");
    }
    int[] labels = IntStream.range(0, data.count()).map(data::label).toArray();
    return new BinaryCodes(pack(model, data), words(model), labels);
  }

  /** The codes of samples in their order, each of {@link #words(Autoencoder)}. */
  public static long[] pack(Autoencoder model, Dataset data) {
    int pixels = Math.toIntExact(data.sampleShape().elements());
    int words = words(model);
    long[] codes = new long[Math.multiplyExact(data.count(), words)];
    for (int begin = 0; begin < data.count(); begin += PIECE) {
      int count = Math.min(PIECE, data.count() - begin);
      float[] samples = new float[count * pixels];
      MemorySegment target = MemorySegment.ofArray(samples);
      for (int i = 0; i < count; i++) {
        data.copy(begin + i, target, 4L * i * pixels);
      }
      long[] packed = pack(model.encode(samples), count);
      System.arraycopy(packed, 0, codes, begin * words, packed.length);
    }
    return codes;
  }

  /** Latents packed, one code after the other. */
  public static long[] pack(float[] latents, int count) {
    int bits = latents.length / count;
    long[] codes = new long[count * Math.ceilDiv(bits, Long.SIZE)];
    Kernels.run(
        new PackBits(),
        List.of(Operand.f32(latents, count, bits)),
        List.of(Operand.i64(codes, count, codes.length / count)));
    return codes;
  }

  /** 64-bit words of a model's codes. */
  public static int words(Autoencoder model) {
    return Math.ceilDiv(Math.toIntExact(model.latent().elements()), Long.SIZE);
  }

  /** Number of codes. */
  public int count() {
    return labels.length;
  }
}
