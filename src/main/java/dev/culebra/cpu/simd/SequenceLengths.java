package dev.culebra.cpu.simd;

import dev.culebra.op.SequenceRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the sequences of a batch end.
 *
 * @param operation for messages
 * @param samples of the batch
 * @param most steps that a sequence can have
 * @param segment {@code i32[N]}; null if all sequences have the most
 */
record SequenceLengths(String operation, int samples, int most, MemorySegment segment) {
  boolean areWhole() {
    return segment == null;
  }

  /** A sample's length, which is not checked here. */
  int of(long sample) {
    return areWhole() ? most : segment.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, sample);
  }

  /** Refuses lengths out of range; to be called before anything is written. */
  void check() {
    if (!areWhole()) {
      for (int sample = 0; sample < samples; sample++) {
        SequenceRule.check(operation, sample, of(sample), most);
      }
    }
  }
}
