package dev.culebra.cpu.ffm;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Gelu;
import java.util.function.BiFunction;

/** Two functions: by the sigmoid and by the error function. */
final class GeluFfm {
  private static final BiFunction<Op, Signature, Choice> BY_TANH = NativeMap.of("gelu");
  private static final BiFunction<Op, Signature, Choice> BY_ERF = NativeMap.of("gelu_by_erf");

  private GeluFfm() {}

  static Choice select(Gelu op, Signature signature) {
    return (op.approximate() ? BY_TANH : BY_ERF).apply(op, signature);
  }
}
