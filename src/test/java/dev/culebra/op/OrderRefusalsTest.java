package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Comparisons, casts and operations along an axis refuse calls that do not fit. */
class OrderRefusalsTest {
  private static final TensorType MATRIX = TensorType.f32(3, 4);

  @Test
  void comparisonsOfTwoTypesOrShapes() {
    refuses(
        "[less] types differ: f32 and i32: f32[3,4] x i32[3,4]",
        new Less(),
        MATRIX,
        MATRIX.withDtype(DType.I32));
    refuses(
        "[greater_equal] shapes do not broadcast: f32[3,4] x f32[3]",
        new GreaterEqual(),
        MATRIX,
        TensorType.f32(3));
  }

  @Test
  void castsOfStorage() {
    refuses("[cast] bf16 is storage only; no cast to bf16: f32[3,4]", new Cast(DType.BF16), MATRIX);
  }

  @Test
  void axesThatDoNotExist() {
    refuses("[arg_max] axis 2 is outside the rank: f32[3,4]", new ArgMax(2), MATRIX);
    refuses(
        "[cumulative_sum] axis 2 is outside the rank: f32[3,4]",
        new CumulativeSum(2, false, false),
        MATRIX);
    refuses("[top_k] no axis to choose along: f32[]", new TopK(1, true), TensorType.f32());
  }

  @Test
  void tooFewElements() {
    refuses("[arg_min] axis 1 has no elements: f32[3,0]", new ArgMin(1), TensorType.f32(3, 0));
    refuses("[top_k] the last axis has no 5 elements: f32[3,4]", new TopK(5, true), MATRIX);
    refuses("[top_k] the last axis has no -1 elements: f32[3,4]", new TopK(-1, true), MATRIX);
  }

  @Test
  void countersAndAttributes() {
    refuses(
        "[dropout] the counter must be i64[3]: f32[3,4] x f32[3,4]",
        new Dropout(0.5, 1),
        MATRIX,
        MATRIX);
    assertEquals(
        "[clip] lower bound 2.0 is above upper bound 1.0",
        assertThrows(IllegalArgumentException.class, () -> new Clip(2, 1)).getMessage());
    assertEquals(
        "[dropout] rate 1.0 is outside [0, 1)",
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1, 1)).getMessage());
  }

  private static void refuses(String message, Op op, TensorType... inputs) {
    OpException refusal = assertThrows(OpException.class, () -> op.infer(List.of(inputs)));
    assertEquals(message, refusal.getMessage());
  }
}
