package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Attention;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code cuda-kernels/attention.cu}: op Attention. All scores by cuBLAS, weights in their place,
 * and the products with the values by cuBLAS again. What a query does not see is computed and
 * dropped.
 */
record AttentionCuda(Attention op, AttentionProducts products) implements Kernel {
  static Choice select(Attention op, Signature signature) {
    return AttentionProducts.select(op, signature, products -> new AttentionCuda(op, products));
  }

  @Override
  public long workspaceBytes() {
    return products.scoreBytes();
  }

  @Override
  public Call bind(Operands operands) {
    AttentionProducts.Heads scores = products.scores(operands.workspace());
    AttentionProducts.Heads query = products.ofQueries(operands.input(0), products.width());
    AttentionProducts.Heads key = products.ofKeys(operands.input(1), products.width());
    AttentionProducts.Heads value = products.ofKeys(operands.input(2), products.depth());
    AttentionProducts.Heads y = products.ofQueries(operands.output(0), products.depth());
    List<Call> calls = new ArrayList<>();
    calls.add(products.call(query, key.transpose(), scores));
    calls.add(
        products.kernel(
            "attention_weights",
            op,
            block ->
                block.set("scores", operands.workspace()).set("logarithms", operands.output(1))));
    calls.add(products.call(scores, value, y));
    return () -> calls.forEach(Call::run);
  }
}
