package dev.culebra.nn;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lengths of the golden cases are 5, 2, 4 and 1 of 5 steps. */
class RecurrentTest {
  private static final LayerGolden GOLDEN = new LayerGolden("recurrent_layers");

  private static void check(String name, Recurrent layer, boolean lengths, boolean states) {
    try (layer) {
      GOLDEN.check(
          name,
          layer,
          true,
          inputs -> {
            Tensor ends = lengths ? lengths() : null;
            List<Tensor> given = states ? inputs.subList(1, inputs.size()) : null;
            Recurrent.Result result = layer.apply(inputs.get(0), ends, given);
            List<Tensor> outputs = new ArrayList<>(List.of(result.sequence()));
            outputs.addAll(result.states());
            return outputs;
          });
    }
  }

  private static Tensor lengths() {
    MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, 5, 2, 4, 1);
    return Tensor.over(TensorType.of(DType.I32, 4), data);
  }

  @Test
  void lstm() {
    check("lstm", new Lstm("layer", 3, 4), false, true);
    check("lstm_both_deep", new Lstm("layer", 3, 4, 2, true), false, false);
  }

  @Test
  void lstmWithLengths() {
    check("lstm_lengths", new Lstm("layer", 3, 4), true, false);
    check("lstm_both_deep_lengths", new Lstm("layer", 3, 4, 2, true), true, true);
  }

  @Test
  void gru() {
    check("gru", new Gru("layer", 3, 4), false, true);
    check("gru_both_deep", new Gru("layer", 3, 4, 2, true), false, false);
  }

  @Test
  void gruWithLengths() {
    check("gru_lengths", new Gru("layer", 3, 4), true, false);
    check("gru_both_deep_lengths", new Gru("layer", 3, 4, 2, true), true, true);
  }
}
