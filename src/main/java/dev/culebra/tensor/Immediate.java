package dev.culebra.tensor;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs operations on tensors that hold data, one by one, on the CPU and the caller's thread. */
final class Immediate {
  private static final Eager EAGER = new Eager(Tiers.of("cpu"), Workers.caller());

  private Immediate() {}

  static List<Tensor> run(Function<Value[], List<Value>> function, Tensor... arguments) {
    Map<Input, MemorySegment> given = new IdentityHashMap<>();
    Value[] values = new Value[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      Input input = Input.feed("argument" + i, arguments[i].type());
      given.put(input, outsideHeap(arguments[i].data()));
      values[i] = input;
    }
    List<Value> results = function.apply(values);
    Value[] computed =
        results.stream()
            .filter(result -> !(result instanceof Input input && given.containsKey(input)))
            .toArray(Value[]::new);
    // Automatic arenas free the memory when the last handle to it is gone.
    Map<Value, MemorySegment> found = EAGER.run(Graph.of(computed), given::get, Arena.ofAuto());
    return results.stream()
        .map(
            result -> {
              MemorySegment argument = result instanceof Input input ? given.get(input) : null;
              return Tensor.over(result.type(), argument == null ? found.get(result) : argument);
            })
        .toList();
  }

  /** Kernels in C do not reach the Java heap. */
  private static MemorySegment outsideHeap(MemorySegment memory) {
    return memory.isNative()
        ? memory
        : Arena.ofAuto().allocate(memory.byteSize(), 64).copyFrom(memory);
  }
}
