package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.op.Add;
import dev.culebra.op.MatMul;
import dev.culebra.par.Workers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Run in a JVM without the Vector API module: the tier names its cure, and the rest works. */
@Tag("without-vector-api")
class WithoutVectorApiTest {
  @Test
  void theVectorTierNamesItsCureAndTheReferenceServes() {
    assertFalse(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    Tiers tiers = Tiers.of("cpu");
    assertFalse(tiers.names().contains("simd"), tiers.names().toString());
    assertTrue(tiers.names().contains("ref"), tiers.names().toString());
    assertEquals(
        "the Vector API module is off; start java with --add-modules jdk.incubator.vector",
        tiers.refusals().get("simd"));
    Input x = Input.feed("x", TensorType.f32(2, 2));
    try (Device device = Device.of(tiers, Workers.caller());
        Bound bound =
            Bound.of(device, device.plan(Graph.of(Add.of(MatMul.of(x, x), x))), s -> null)) {
      MemorySegment.copy(new float[] {1, 2, 3, 4}, 0, bound.feed(x), ValueLayout.JAVA_FLOAT, 0, 4);
      bound.run();
      float[] result = bound.output(0).toArray(ValueLayout.JAVA_FLOAT);
      assertEquals("[8.0, 12.0, 18.0, 26.0]", Arrays.toString(result));
    }
  }
}
