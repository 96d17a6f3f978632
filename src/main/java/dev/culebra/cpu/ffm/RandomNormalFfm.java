package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomNormal;

/** Binding of {@code native/src/random_normal.c}; the bits of every other tier. */
final class RandomNormalFfm {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "random_normal",
          ADDRESS.withName("counter"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("stream"));

  private RandomNormalFfm() {}

  static Choice select(RandomNormal op, Signature signature) {
    long elements = signature.output(0).elements();
    return FUNCTION.offer(
        new NativeKernel(
            FUNCTION,
            elements,
            (block, operands) ->
                block
                    .set("counter", operands.input(0))
                    .set("output", operands.output(0))
                    .set("count", elements)
                    .set("stream", op.stream())));
  }
}
