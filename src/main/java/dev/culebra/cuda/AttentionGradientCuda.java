package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AttentionGradient;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cuda-kernels/attention.cu}: op AttentionGradient. The weights are found again from scores
 * and logarithms.
 */
record AttentionGradientCuda(AttentionGradient op, AttentionProducts products) implements Kernel {
  static Choice select(AttentionGradient op, Signature signature) {
    return AttentionProducts.select(
        op.forward(), signature, products -> new AttentionGradientCuda(op, products));
  }

  private List<Long> parts() {
    return List.of(products.scoreBytes(), products.scoreBytes());
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(parts());
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> scratch = CudaScratch.parts(operands.workspace(), parts());
    AttentionProducts.Heads weights = products.scores(scratch.get(0));
    AttentionProducts.Heads slopes = products.scores(scratch.get(1));
    AttentionProducts.Heads query = products.ofQueries(operands.input(0), products.width());
    AttentionProducts.Heads key = products.ofKeys(operands.input(1), products.width());
    AttentionProducts.Heads value = products.ofKeys(operands.input(2), products.depth());
    AttentionProducts.Heads arrived = products.ofQueries(operands.input(5), products.depth());
    List<Call> calls = new ArrayList<>();
    calls.add(products.call(query, key.transpose(), weights));
    calls.add(products.call(arrived, value.transpose(), slopes));
    calls.add(
        products.kernel(
            "attention_slopes",
            op.forward(),
            block ->
                block
                    .set("scores", scratch.get(0))
                    .set("slopes", scratch.get(1))
                    .set("y", operands.input(3))
                    .set("logarithms", operands.input(4))
                    .set("arrived", operands.input(5))
                    .set("arrived_logarithms", operands.input(6))));
    calls.add(products.call(slopes, key, products.ofQueries(operands.output(0), products.width())));
    calls.add(
        products.call(
            slopes.transpose(), query, products.ofKeys(operands.output(1), products.width())));
    calls.add(
        products.call(
            weights.transpose(), arrived, products.ofKeys(operands.output(2), products.depth())));
    return () -> calls.forEach(Call::run);
  }
}
