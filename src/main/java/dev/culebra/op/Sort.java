package dev.culebra.op;

import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import java.util.List;

/** All elements along the last axis in order: {@link TopK} of as many as there are. */
public final class Sort {
  private Sort() {}

  /**
   * Elements in order, equal ones as they stood, and where they came from, i32; both of the input's
   * shape.
   */
  public static List<Result> of(Value value, boolean falling) {
    return TopK.of(value, value.shape().size(-1), falling);
  }
}
