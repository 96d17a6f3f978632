package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An update of many tensors, element by element and in place, unless the last input, a scalar, is
 * 0: then all are kept.
 *
 * @param binder makes the loop for the operands of one tensor
 */
record UpdateSimd(ManyTensors tensors, ManyArrays arrays, Function<Operands, Loop> binder)
    implements Kernel {

  /** Updates elements {@code begin} (inclusive) to {@code end} (exclusive) of one tensor. */
  interface Loop {
    void run(long begin, long end);
  }

  /** The step of an optimizer: parameters, gradients, moments; then rates and a scale. */
  static Choice step(Signature signature, int moments, Function<Operands, Loop> binder) {
    return select(ManyTensors.step(signature, moments), binder);
  }

  static Choice select(ManyTensors tensors, Function<Operands, Loop> binder) {
    if (!tensors.isSingle()) {
      return Choice.refuse("only f32");
    }
    return new UpdateSimd(tensors, Chunks.of(tensors.types()), binder);
  }

  @Override
  public Call bind(Operands operands) {
    Loop[] loops =
        IntStream.range(0, tensors.count())
            .mapToObj(tensor -> binder.apply(tensors.one(tensor, operands)))
            .toArray(Loop[]::new);
    Workers workers = operands.workers();
    MemorySegment flag = operands.inputs().getLast();
    Task task = arrays.task((_, array, begin, end) -> loops[array].run(begin, end));
    return () -> {
      if (flag.getAtIndex(ValueLayout.JAVA_FLOAT, 0) != 0) {
        workers.run(task, arrays.chunks());
      } else {
        keep(operands);
      }
    };
  }

  private void keep(Operands operands) {
    for (int output = 0; output < operands.outputs().size(); output++) {
      operands.output(output).copyFrom(operands.input(tensors.previous(output)));
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return tensors.previous(output) == input;
  }
}
