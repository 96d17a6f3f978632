package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.AdagradStep;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import dev.culebra.op.EmaStep;
import dev.culebra.op.RmspropStep;
import dev.culebra.op.SgdStep;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * {@code cuda-kernels/update.cu}: an update of many tensors in one launch.
 *
 * @param name of the kernel
 * @param tensors the order of the operands
 * @param attributes writes the operation's attributes into a block
 */
record UpdateCuda(String name, ManyTensors tensors, Consumer<Block> attributes) implements Kernel {
  /** Elements of a block of threads: four for each thread, as the kernels have it. */
  private static final long PIECE = 4L * CudaKernel.THREADS;

  private static final StructLayout BLOCK =
      CudaTensors.block(
          ADDRESS.withName("rates"),
          ADDRESS.withName("scale"),
          JAVA_DOUBLE.withName("weight_decay"),
          JAVA_INT.withName("option"),
          JAVA_FLOAT.withName("first_weight"),
          JAVA_FLOAT.withName("second_decay"),
          JAVA_FLOAT.withName("second_weight"),
          JAVA_FLOAT.withName("epsilon"));

  static Choice adagrad(AdagradStep op, Signature signature) {
    return of(
        op.name(),
        ManyTensors.step(signature, 1),
        block -> block.set("weight_decay", op.weightDecay()).set("epsilon", (float) op.epsilon()));
  }

  static Choice adam(AdamStep op, Signature signature) {
    return of(
        op.name(),
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

  static Choice adamax(AdamaxStep op, Signature signature) {
    return of(
        op.name(),
        ManyTensors.step(signature, 2),
        block ->
            block
                .set("weight_decay", op.weightDecay())
                .set("first_weight", (float) (1 - op.beta1()))
                .set("second_decay", (float) op.beta2())
                .set("epsilon", (float) op.epsilon()));
  }

  static Choice rmsprop(RmspropStep op, Signature signature) {
    return of(
        op.name() + "_" + op.moments(),
        ManyTensors.step(signature, op.moments()),
        block ->
            block
                .set("weight_decay", op.weightDecay())
                .set("option", op.centered() ? 1 : 0)
                .set("first_weight", (float) op.momentum())
                .set("second_decay", (float) op.alpha())
                .set("second_weight", (float) (1 - op.alpha()))
                .set("epsilon", (float) op.epsilon()));
  }

  static Choice sgd(SgdStep op, Signature signature) {
    return of(
        op.name(),
        ManyTensors.step(signature, 1),
        block ->
            block
                .set("weight_decay", op.weightDecay())
                .set("option", op.nesterov() ? 1 : 0)
                .set("first_weight", (float) op.momentum()));
  }

  static Choice ema(EmaStep op, Signature signature) {
    return of(
        op.name(),
        new ManyTensors(signature, 2, 0),
        block -> block.set("first_weight", (float) (1 - op.decay())));
  }

  private static Choice of(String name, ManyTensors tensors, Consumer<Block> attributes) {
    return tensors.isSingle()
        ? new UpdateCuda(name, tensors, attributes)
        : Choice.refuse("only f32");
  }

  /** What the tensors share comes last: rates where there are any, and a scale. */
  @Override
  public Call bind(Operands operands) {
    List<CudaTensors.Tensor> all =
        IntStream.range(0, tensors.count()).mapToObj(i -> tensor(i, operands)).toList();
    Block block =
        new Block(BLOCK)
            .set("rates", operands.input(operands.inputs().size() - 2))
            .set("scale", operands.inputs().getLast());
    attributes.accept(block);
    return CudaTensors.of(all, PIECE).launch("update", name, block);
  }

  private CudaTensors.Tensor tensor(int index, Operands operands) {
    Operands one = tensors.one(index, operands);
    return new CudaTensors.Tensor(
        one.inputs().subList(0, tensors.kinds()),
        one.outputs(),
        tensors.types().get(index).elements());
  }

  @Override
  public boolean inPlace(int output, int input) {
    return tensors.previous(output) == input;
  }
}
