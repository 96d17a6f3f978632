package dev.culebra.kernel;

import dev.culebra.ir.Op;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The kernels of one tier by operation: one line each. Filled once, then only read. */
public final class KernelTable {
  private final Map<Class<? extends Op>, BiFunction<Op, Signature, Choice>> factories =
      new LinkedHashMap<>();

  /** Adds the kernel of an operation; the factory looks at types and attributes and may refuse. */
  public <O extends Op> KernelTable add(
      Class<O> operation, BiFunction<? super O, Signature, ? extends Choice> factory) {
    BiFunction<Op, Signature, Choice> previous =
        factories.put(operation, (op, signature) -> factory.apply(operation.cast(op), signature));
    if (previous != null) {
      throw new IllegalStateException("two kernels for " + operation.getName());
    }
    return this;
  }

  /** The kernel, or a refusal. */
  public Choice select(Signature signature) {
    BiFunction<Op, Signature, Choice> factory = factories.get(signature.op().getClass());
    return factory == null ? Choice.refuse("no kernel") : factory.apply(signature.op(), signature);
  }

  /** The operations that this tier has a kernel for. */
  public Set<Class<? extends Op>> operations() {
    return Collections.unmodifiableSet(factories.keySet());
  }
}
