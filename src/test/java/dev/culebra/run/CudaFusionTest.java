package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Gelu;
import dev.culebra.op.Multiply;
import dev.culebra.op.Relu;
import dev.culebra.op.Reshape;
import dev.culebra.op.Square;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.op.Tanh;
import dev.culebra.par.Workers;
import dev.culebra.plan.CallNames;
import dev.culebra.plan.PlanOptions;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes one launch on a device, with the bits that the single operations have. */
@Tag("cuda")
class CudaFusionTest {
  private final Input x = Input.feed("x", TensorType.f32(6, 7, 65));
  private final Input bias = Input.feed("bias", TensorType.f32(65));
  private final Input target = Input.feed("target", TensorType.f32(6, 7 * 65));

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  /** Rows, runs, views, results that others read, and values that are written over. */
  private Graph program() {
    Value active = Tanh.of(Add.of(x, bias));
    Value sums = Reshape.of(Sum.of(x, List.of(1, 2)), Shape.of(6, 1, 1));
    Value scaled = Multiply.of(active, Broadcast.of(sums, x.shape()));
    Value distance = Subtract.of(Reshape.of(scaled, target.shape()), target);
    Value loss = Add.of(Square.of(distance), Relu.of(distance));
    Value more = Affine.of(Gelu.of(loss, true), 3, -1);
    return new Graph(List.of(distance, more, Sum.all(loss)), Map.of());
  }

  @Test
  void chainsAreOneLaunch() {
    try (Device device = Device.named("cuda", Workers.caller())) {
      assertEquals(
          "sum add+tanh+broadcast+multiply+reshape+subtract+square+relu+add+gelu_tanh+affine"
              + " sum",
          CallNames.of(device.plan(program())));
    }
  }

  @Test
  void chainsHaveTheBitsOfTheirMembers() {
    byte[] single = results(PlanOptions.NONE);
    assertArrayEquals(single, results(PlanOptions.UNFUSED));
    assertArrayEquals(single, results(PlanOptions.FULL));
  }

  private byte[] results(PlanOptions options) {
    Graph graph = program();
    Random random = new Random(7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Device device = Device.named("cuda", Workers.caller());
        Bound bound = Bound.of(device, device.plan(graph, options), state -> null)) {
      for (Input feed : List.of(x, bias, target)) {
        MemorySegment memory = bound.feed(feed);
        for (long i = 0; i < feed.type().elements(); i++) {
          memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
      }
      bound.run();
      for (int output = 0; output < graph.outputs().size(); output++) {
        bytes.writeBytes(bound.output(output).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return bytes.toByteArray();
  }
}
