package dev.culebra.nn;

import dev.culebra.op.AttentionMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiHeadAttentionTest {
  private static final LayerGolden GOLDEN = new LayerGolden("attention_layers");

  private static void check(String name, AttentionMask mask) {
    try (MultiHeadAttention layer = new MultiHeadAttention("layer", 6, 2, mask)) {
      GOLDEN.check(name, layer, true, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  @Test
  void everyStepSeesEveryStep() {
    check("plain", AttentionMask.NONE);
  }

  @Test
  void noStepSeesLaterOnes() {
    check("causal", AttentionMask.CAUSAL);
  }

  @Test
  void blocks() {
    check(
        "blocks", AttentionMask.NONE.blocks(2, List.of(List.of(0), List.of(0, 1), List.of(0, 2))));
  }

  @Test
  void anotherSequence() {
    try (MultiHeadAttention layer = new MultiHeadAttention("layer", 6, 2, AttentionMask.NONE)) {
      GOLDEN.check(
          "other", layer, true, inputs -> List.of(layer.apply(inputs.get(0), inputs.get(1))));
    }
  }
}
