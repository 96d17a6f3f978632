package outside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.run.Eager;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import dev.culebra.tensor.PreparedKernel;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link Cube} is used like any operation of the jar: nothing in it knows it. */
class OutsideTest {
  private static final float[] NUMBERS = {-1, 2, 3};
  private static final float[] CUBES = {-1, 8, 27};
  private static final TensorType TYPE = TensorType.f32(3);

  @Test
  void asSingleKernel() {
    float[] cubes = new float[3];
    List<Operand> inputs = List.of(Operand.f32(NUMBERS, 3));
    List<Operand> outputs = List.of(Operand.f32(cubes, 3));
    Kernels.run(new Cube(), inputs, outputs);
    assertArrayEquals(CUBES, cubes);
    try (PreparedKernel kernel = Kernels.prepare(new Cube(), inputs, outputs)) {
      assertEquals("outside", kernel.tier());
    }
  }

  @Test
  void onTensors() {
    Tensor cubes = Tensor.apply(new Cube(), Tensor.of(TYPE.shape(), NUMBERS));
    assertArrayEquals(CUBES, cubes.toFloats());
  }

  @Test
  void inProgramsWithGradients() {
    Input x = Input.feed("x", TYPE);
    Value cubes = Node.apply(new Cube(), x);
    Value slope = Gradients.of(Sum.all(cubes), List.of(x)).get(0);
    Value curvature = Gradients.of(Sum.all(slope), List.of(x)).get(0);
    Graph graph = new Graph(List.of(cubes, slope, curvature), Map.of());
    float[][] expected = {CUBES, {3, 12, 27}, {-6, 12, 18}};
    try (Device device = Device.cpu(Workers.caller());
        Bound bound = Bound.of(device, device.plan(graph), state -> null);
        Arena arena = Arena.ofConfined()) {
      bound.feed(x).copyFrom(MemorySegment.ofArray(NUMBERS));
      bound.run();
      Eager eager = new Eager(device.tiers(), device.workers());
      Map<Value, MemorySegment> values =
          eager.run(graph, input -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, NUMBERS), arena);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], bound.output(i).toArray(ValueLayout.JAVA_FLOAT));
        MemorySegment alone = values.get(graph.outputs().get(i));
        assertArrayEquals(expected[i], alone.toArray(ValueLayout.JAVA_FLOAT));
      }
    }
  }
}
