package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;

/** Binding of {@code native/src/adam_step.c}; the bits of the Vector API tier. */
final class AdamStepFfm {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "adam_step",
          ADDRESS.withName("parameter"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          ADDRESS.withName("rates"),
          ADDRESS.withName("scale"),
          ADDRESS.withName("next_parameter"),
          ADDRESS.withName("next_first"),
          ADDRESS.withName("next_second"),
          JAVA_DOUBLE.withName("weight_decay"),
          JAVA_INT.withName("decoupled"),
          JAVA_FLOAT.withName("first_weight"),
          JAVA_FLOAT.withName("second_decay"),
          JAVA_FLOAT.withName("second_weight"),
          JAVA_FLOAT.withName("epsilon"));

  private AdamStepFfm() {}

  static Choice select(AdamStep op, Signature signature) {
    ManyTensors tensors = ManyTensors.step(signature, 2);
    if (!tensors.isSingle()) {
      return Choice.refuse("only f32");
    }
    return FUNCTION.offer(
        new NativeUpdate(
            FUNCTION,
            tensors,
            (block, operands) ->
                block
                    .set("parameter", operands.input(0))
                    .set("gradient", operands.input(1))
                    .set("first", operands.input(2))
                    .set("second", operands.input(3))
                    .set("rates", operands.input(4))
                    .set("scale", operands.input(5))
                    .set("next_parameter", operands.output(0))
                    .set("next_first", operands.output(1))
                    .set("next_second", operands.output(2))
                    .set("weight_decay", op.weightDecay())
                    .set("decoupled", op.decoupled() ? 1 : 0)
                    .set("first_weight", (float) (1 - op.beta1()))
                    .set("second_decay", (float) op.beta2())
                    .set("second_weight", (float) (1 - op.beta2()))
                    .set("epsilon", (float) op.epsilon())));
  }
}
