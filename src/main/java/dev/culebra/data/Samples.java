package dev.culebra.data;

import java.lang.foreign.MemorySegment;

/** Where the samples of a data set come from. Immutable; any thread may read. */
interface Samples {
  /** Number of samples. */
  int count();

  /** Writes one sample as {@link Dataset#fed} says from byte {@code begin} of the target. */
  void copy(int index, MemorySegment target, long begin);

  /** The samples from {@code begin} (inclusive) to {@code end} (exclusive). */
  Samples range(int begin, int end);

  /** The chosen samples in the given order. */
  Samples select(int[] chosen);

  /** SHA-256 of a title, of what fixes the samples, and of the labels (or null). */
  String hash(String title, int[] labels);
}
