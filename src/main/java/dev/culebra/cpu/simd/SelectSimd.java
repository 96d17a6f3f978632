package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Select;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Choices in float32, each a whole tensor or one element; the condition a whole tensor. */
final class SelectSimd {
  private static final int LENGTH = Vectors.LANES.length();

  private SelectSimd() {}

  static Choice select(Select op, Signature signature) {
    TensorType output = signature.output(0);
    if (output.dtype() != DType.F32) {
      return Choice.refuse(output.dtype().label() + "; only f32");
    }
    boolean whole = signature.input(0).shape().equals(output.shape());
    boolean simple = isSimple(signature.input(1), output) && isSimple(signature.input(2), output);
    return whole && simple
        ? new Blend(
            signature, signature.input(1).elements() == 1, signature.input(2).elements() == 1)
        : Choice.refuse("operands stretched along some axes; only whole or one element");
  }

  private static boolean isSimple(TensorType choice, TensorType output) {
    return choice.elements() == 1 || choice.equals(output);
  }

  private record Blend(Signature signature, boolean trueRepeats, boolean falseRepeats)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment condition = operands.input(0);
      MemorySegment whenTrue = operands.input(1);
      MemorySegment whenFalse = operands.input(2);
      MemorySegment output = operands.output(0);
      Workers workers = operands.workers();
      long elements = signature.output(0).elements();
      Task task =
          chunk -> {
            long end = Chunks.end(chunk, elements);
            long i = Chunks.begin(chunk);
            for (; i <= end - LENGTH; i += LENGTH) {
              long bits = MaskBytes.load(condition, i, LENGTH);
              blend(bits, whenTrue, whenFalse, output, i, null);
            }
            if (i < end) {
              long bits = 0;
              for (long lane = 0; lane < end - i; lane++) {
                bits |= condition.get(ValueLayout.JAVA_BYTE, i + lane) != 0 ? 1L << lane : 0;
              }
              VectorMask<Float> rest = Vectors.LANES.indexInRange(i, end);
              blend(bits, whenTrue, whenFalse, output, i, rest);
            }
          };
      int chunks = Chunks.count(elements);
      return () -> workers.run(task, chunks);
    }

    private void blend(
        long bits,
        MemorySegment whenTrue,
        MemorySegment whenFalse,
        MemorySegment output,
        long i,
        VectorMask<Float> lanes) {
      FloatVector chosen = load(whenTrue, trueRepeats, i, lanes);
      FloatVector other = load(whenFalse, falseRepeats, i, lanes);
      VectorMask<Float> mask = VectorMask.fromLong(Vectors.LANES, bits);
      Vectors.store(other.blend(chosen, mask), output, i, lanes);
    }

    private static FloatVector load(
        MemorySegment segment, boolean repeats, long i, VectorMask<Float> lanes) {
      return repeats
          ? Vectors.all(segment.getAtIndex(ValueLayout.JAVA_FLOAT, 0))
          : Vectors.load(segment, i, lanes);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return signature.input(input).equals(signature.output(output));
    }
  }
}
