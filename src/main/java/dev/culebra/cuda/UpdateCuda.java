package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.AdamStep;
import dev.culebra.op.EmaStep;
import dev.culebra.op.SgdStep;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code cuda-kernels/update.cu}: an update of many tensors, a launch for each.
 *
 * @param name of the kernel
 * @param tensors the order of the operands
 * @param attributes writes the operation's attributes into a block
 */
record UpdateCuda(String name, ManyTensors tensors, Consumer<Block> attributes) implements Kernel {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("parameter"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          ADDRESS.withName("rates"),
          ADDRESS.withName("scale"),
          ADDRESS.withName("next_parameter"),
          ADDRESS.withName("next_first"),
          ADDRESS.withName("next_second"),
          JAVA_LONG.withName("count"),
          JAVA_DOUBLE.withName("weight_decay"),
          JAVA_INT.withName("option"),
          JAVA_FLOAT.withName("first_weight"),
          JAVA_FLOAT.withName("second_decay"),
          JAVA_FLOAT.withName("second_weight"),
          JAVA_FLOAT.withName("epsilon"));

  static Choice adam(AdamStep op, Signature signature) {
    return of(
        "adam_step",
        ManyTensors.step(signature, 2),
        block ->
            block
                .set("weight_decay", op.weightDecay())
                .set("option", op.decoupled() ? 1 : 0)
                .set("first_weight", (float) (1 - op.beta1()))
                .set("second_decay", (float) op.beta2())
                .set("second_weight", (float) (1 - op.beta2()))
                .set("epsilon", (float) op.epsilon()));
  }

  static Choice sgd(SgdStep op, Signature signature) {
    return of(
        "sgd_step",
        ManyTensors.step(signature, 1),
        block ->
            block
                .set("weight_decay", op.weightDecay())
                .set("option", op.nesterov() ? 1 : 0)
                .set("first_weight", (float) op.momentum()));
  }

  static Choice ema(EmaStep op, Signature signature) {
    return of(
        "ema_step",
        new ManyTensors(signature, 2, 0),
        block -> block.set("first_weight", (float) (1 - op.decay())));
  }

  private static Choice of(String name, ManyTensors tensors, Consumer<Block> attributes) {
    return tensors.isSingle()
        ? new UpdateCuda(name, tensors, attributes)
        : Choice.refuse("only f32");
  }

  @Override
  public Call bind(Operands operands) {
    List<Call> calls = new ArrayList<>();
    for (int tensor = 0; tensor < tensors.count(); tensor++) {
      long count = tensors.types().get(tensor).elements();
      CudaKernel kernel =
          new CudaKernel(
              "update",
              name,
              BLOCK,
              count,
              CudaKernel.InPlace.NEVER,
              (block, one) -> fill(block, one, count));
      calls.add(kernel.bind(tensors.one(tensor, operands)));
    }
    return () -> calls.forEach(Call::run);
  }

  /** Inputs: parameter, gradient, moments; what the tensors share, of which the scale is last. */
  private void fill(Block block, Operands one, long count) {
    int moments = one.outputs().size() - 1;
    block
        .set("parameter", one.input(0))
        .set("gradient", one.input(1))
        .set("first", one.input(Math.min(2, one.inputs().size() - 1)))
        .set("second", one.input(moments == 2 ? 3 : 0))
        .set("rates", one.input(moments + 2 < one.inputs().size() ? moments + 2 : 0))
        .set("scale", one.inputs().getLast())
        .set("next_parameter", one.output(0))
        .set("next_first", one.output(Math.min(1, moments)))
        .set("next_second", one.output(moments))
        .set("count", count);
    attributes.accept(block);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return tensors.previous(output) == input;
  }
}
