package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.HammingDistance;
import dev.culebra.par.Task;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Codes of one word by vectors of items, longer ones word by word, which memory bounds anyway. */
record HammingDistanceSimd(int queries, int items, int words) implements Kernel {
  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> COUNTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(Integer.SIZE * LANES.length()));
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  static Choice select(HammingDistance op, Signature signature) {
    Shape output = signature.output(0).shape();
    int words = signature.input(0).shape().size(1);
    return new HammingDistanceSimd(output.size(0), output.size(1), words);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment query = operands.input(0);
    MemorySegment item = operands.input(1);
    MemorySegment output = operands.output(0);
    int blocks = Chunks.count(items);
    Task task =
        chunk -> {
          int row = chunk / blocks;
          long begin = Chunks.begin(chunk % blocks);
          long end = Chunks.end(chunk % blocks, items);
          if (words == 1) {
            single(query.getAtIndex(WORD, row), item, output, (long) row * items, begin, end);
          } else {
            several(query, row, item, output, begin, end);
          }
        };
    return () -> operands.workers().run(task, queries * blocks);
  }

  private static void single(
      long query, MemorySegment item, MemorySegment output, long at, long begin, long end) {
    long whole = end - (end - begin) % LANES.length();
    vectors(query, item, output, at, begin, whole);
    for (long i = whole; i < end; i++) {
      int different = Long.bitCount(item.getAtIndex(WORD, i) ^ query);
      output.setAtIndex(ValueLayout.JAVA_INT, at + i, different);
    }
  }

  private static void vectors(
      long query, MemorySegment item, MemorySegment output, long at, long begin, long end) {
    for (long i = begin; i < end; i += LANES.length()) {
      LongVector word = LongVector.fromMemorySegment(LANES, item, Long.BYTES * i, ORDER);
      LongVector different =
          word.lanewise(VectorOperators.XOR, query).lanewise(VectorOperators.BIT_COUNT);
      ((IntVector) different.convertShape(VectorOperators.L2I, COUNTS, 0))
          .intoMemorySegment(output, Integer.BYTES * (at + i), ORDER);
    }
  }

  private void several(
      MemorySegment query,
      int row,
      MemorySegment item,
      MemorySegment output,
      long begin,
      long end) {
    for (long i = begin; i < end; i++) {
      int different = 0;
      for (int word = 0; word < words; word++) {
        long left = query.getAtIndex(WORD, (long) row * words + word);
        different += Long.bitCount(left ^ item.getAtIndex(WORD, i * words + word));
      }
      output.setAtIndex(ValueLayout.JAVA_INT, (long) row * items + i, different);
    }
  }
}
