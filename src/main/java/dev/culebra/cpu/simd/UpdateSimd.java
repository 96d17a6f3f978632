package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;

/**
 * An update of state, element by element and in place, unless its flag is 0: then the state is
 * kept.
 */
final class UpdateSimd {
  private UpdateSimd() {}

  /** Updates elements {@code begin} (inclusive) to {@code end} (exclusive). */
  interface Loop {
    void run(long begin, long end);
  }

  /**
   * @param flag the input that says whether to update
   * @param old for each output the input whose next state it is
   * @param binder makes the loop for given operands
   */
  static Choice select(Signature signature, int flag, int[] old, Function<Operands, Loop> binder) {
    return signature.input(0).dtype() == DType.F32
        ? new Update(signature.input(0).elements(), flag, old, binder)
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Update(long elements, int flag, int[] old, Function<Operands, Loop> binder)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      Loop loop = binder.apply(operands);
      Workers workers = operands.workers();
      MemorySegment finite = operands.input(flag);
      int chunks = Chunks.count(elements);
      Task task = chunk -> loop.run(Chunks.begin(chunk), Chunks.end(chunk, elements));
      return () -> {
        if (finite.getAtIndex(ValueLayout.JAVA_FLOAT, 0) != 0) {
          workers.run(task, chunks);
        } else {
          keep(operands);
        }
      };
    }

    private void keep(Operands operands) {
      for (int output = 0; output < old.length; output++) {
        operands.output(output).copyFrom(operands.input(old[output]));
      }
    }

    @Override
    public boolean inPlace(int output, int input) {
      return old[output] == input;
    }
  }
}
