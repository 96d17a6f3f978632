package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A factor of 0 means no step: only gradients that are not finite may lead to one. */
class ClipScaleTest {
  @Test
  void vanishingFactorsStillLeadToAStep() {
    ClipScale clip = new ClipScale(1e-10);
    Tensor norm = Tensor.scalar(Float.MAX_VALUE);
    assertEquals(Float.MIN_VALUE, Tensor.apply(clip, norm, Tensor.scalar(1)).toFloats()[0]);
    assertEquals(0, Tensor.apply(clip, norm, Tensor.scalar(0)).toFloats()[0]);
  }
}
