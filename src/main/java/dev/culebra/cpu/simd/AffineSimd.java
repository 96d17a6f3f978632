package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Affine;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * A loop of its own that takes the numbers as arguments: programs hold many different ones, too
 * many for a specialized class each.
 */
final class AffineSimd {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private AffineSimd() {}

  static Choice select(Affine op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new Scaled((float) op.scale(), (float) op.shift(), signature.input(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Scaled(float scale, float shift, long elements) implements ElementwiseKernel {
    @Override
    public Span span() {
      return (input, from, _, _, _, _, output, to, length) ->
          loop(input, output, from, from + length, to - from, scale, shift);
    }

    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      Workers workers = operands.workers();
      int chunks = Chunks.count(elements);
      Task task =
          chunk ->
              loop(
                  input, output, Chunks.begin(chunk), Chunks.end(chunk, elements), 0, scale, shift);
      return () -> workers.run(task, chunks);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return true;
    }
  }

  /**
   * @param move from an element of the input to its place in the output
   */
  private static void loop(
      MemorySegment input,
      MemorySegment output,
      long begin,
      long end,
      long move,
      float scale,
      float shift) {
    long i = begin;
    for (; i <= end - LANES.length(); i += LANES.length()) {
      FloatVector.fromMemorySegment(LANES, input, i * Float.BYTES, ORDER)
          .mul(scale)
          .add(shift)
          .intoMemorySegment(output, (i + move) * Float.BYTES, ORDER);
    }
    if (i < end) {
      VectorMask<Float> rest = LANES.indexInRange(i, end);
      FloatVector.fromMemorySegment(LANES, input, i * Float.BYTES, ORDER, rest)
          .mul(scale)
          .add(shift)
          .intoMemorySegment(output, (i + move) * Float.BYTES, ORDER, rest);
    }
  }
}
