package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Fused;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.function.Function;

/**
 * Several operations in one launch: a chain of element-wise ones, {@code cuda-kernels/fused.cu}, or
 * a loss of samples and its gradient.
 */
final class FusedCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          longs("steps", FusedChain.MOST_STEPS),
          longs("attributes", FusedChain.MOST_STEPS),
          longs("inputs", FusedChain.MOST_READINGS),
          longs("outputs", FusedChain.MOST_STEPS),
          longs("axes", FusedChain.MOST_READINGS),
          longs("sizes", FusedChain.MOST_READINGS * FusedChain.MOST_AXES),
          longs("strides", FusedChain.MOST_READINGS * FusedChain.MOST_AXES),
          JAVA_INT.withName("count"),
          JAVA_INT.withName("step_count"));

  private FusedCuda() {}

  private static MemoryLayout longs(String name, int count) {
    return MemoryLayout.sequenceLayout(count, JAVA_LONG).withName(name);
  }

  /**
   * @param kernels for the members
   */
  static Choice select(
      Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    return select(op, signature, kernels, true);
  }

  /** As {@link #select}, where that takes the place of several launches. */
  static Choice selectSaving(
      Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    return select(op, signature, kernels, false);
  }

  private static Choice select(
      Fused op,
      Signature signature,
      Function<Signature, ? extends Choice> kernels,
      boolean takesSingle) {
    Choice loss = SampleLossCuda.fused(op, signature, kernels);
    if (loss instanceof Kernel) {
      return loss;
    }
    FusedChain chain = new FusedChain(op, signature, kernels);
    if (chain.refusal() != null) {
      return Choice.refuse(chain.refusal());
    }
    return takesSingle || chain.saves() ? kernel(chain) : Choice.refuse("a single kernel does it");
  }

  private static CudaKernel kernel(FusedChain chain) {
    return new CudaKernel(
        "fused",
        "fused",
        BLOCK,
        chain.elements(),
        chain::inPlace,
        (block, operands) -> fill(block, operands, chain));
  }

  private static void fill(Block block, Operands operands, FusedChain chain) {
    for (int step = 0; step < chain.stepCount(); step++) {
      block.setAt("steps", step, chain.word(step));
      block.setAt("attributes", step, chain.attributes(step));
    }
    for (int output = 0; output < operands.outputs().size(); output++) {
      block.setAt("outputs", output, operands.output(output).address());
    }
    for (int i = 0; i < chain.readings().size(); i++) {
      FusedChain.Reading reading = chain.readings().get(i);
      Axes axes = reading.axes();
      block.setAt("inputs", i, operands.input(reading.input()).address());
      block.setAt("axes", i, axes.sizes().size());
      for (int axis = 0; axis < axes.sizes().size(); axis++) {
        int at = i * FusedChain.MOST_AXES + axis;
        block.setAt("sizes", at, axes.sizes().get(axis));
        block.setAt("strides", at, axes.strides().getFirst().get(axis));
      }
    }
    block.set("count", (int) chain.elements()).set("step_count", chain.stepCount());
  }
}
