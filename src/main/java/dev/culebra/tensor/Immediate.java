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
import java.util.Map;
import java.util.function.Function;

/** Runs operations on tensors that hold data, one by one, on the CPU and the caller's thread. */
final class Immediate {
  private static final Eager EAGER = new Eager(Tiers.of("cpu"), Workers.caller());

  private Immediate() {}

  static Tensor run(Function<Value[], Value> function, Tensor... arguments) {
    Map<Input, MemorySegment> given = new IdentityHashMap<>();
    Value[] values = new Value[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      Input input = Input.feed("argument" + i, arguments[i].type());
      given.put(input, arguments[i].data());
      values[i] = input;
    }
    Value result = function.apply(values);
    if (result instanceof Input input && given.containsKey(input)) {
      return Tensor.over(result.type(), given.get(input));
    }
    // Automatic arenas free the memory when the last handle to it is gone.
    MemorySegment data = EAGER.run(Graph.of(result), given::get, Arena.ofAuto()).get(result);
    return Tensor.over(result.type(), data);
  }
}
