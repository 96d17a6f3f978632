package dev.culebra.cpu.ref;

import dev.culebra.ir.Op;
import dev.culebra.op.SequenceRule;
import java.util.Arrays;

/** Where the sequences of a batch end. */
final class SequenceLengths {
  private SequenceLengths() {}

  /**
   * One length for each sample, checked before anything is written.
   *
   * @param lengths null if all sequences are as long as the axis
   */
  static int[] of(Op op, Cells lengths, int samples, int most) {
    int[] ends = new int[samples];
    Arrays.fill(ends, most);
    for (int sample = 0; lengths != null && sample < samples; sample++) {
      ends[sample] = Math.toIntExact(lengths.whole(sample));
      SequenceRule.check(op.name(), sample, ends[sample], most);
    }
    return ends;
  }
}
