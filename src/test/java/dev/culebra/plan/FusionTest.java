package dev.culebra.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Broadcast;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Relu;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sum;
import dev.culebra.op.Tanh;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes one call, and what must not. */
class FusionTest {
  private final Input x = Input.feed("x", TensorType.f32(64, 96));
  private final Input weight = Input.state("weight", TensorType.f32(96, 96));
  private final Input bias = Input.state("bias", TensorType.f32(96));

  private static String calls(Value... outputs) {
    return calls(Graph.of(outputs), PlanOptions.FULL);
  }

  private static String calls(Graph graph, PlanOptions options) {
    try (Device device = Device.cpu(Workers.caller())) {
      return CallNames.of(device.plan(graph, options));
    }
  }

  @Test
  void aLayerIsOneCall() {
    Value layer = Relu.of(Add.of(MatMul.of(x, weight), bias));
    assertEquals("matmul+add+relu", calls(layer));
    assertEquals("matmul add relu", calls(Graph.of(layer), PlanOptions.UNFUSED));
  }

  @Test
  void viewsAndBroadcastsAreReadInPassing() {
    Value product = Reshape.of(MatMul.of(x, weight), Shape.of(64, 8, 12));
    Value number = Reshape.of(Sum.of(x, List.of(1)), Shape.of(64, 1, 1));
    Value stretched = Broadcast.of(number, Shape.of(64, 8, 12));
    assertEquals("sum matmul+reshape+broadcast+multiply", calls(Multiply.of(product, stretched)));
  }

  @Test
  void whatOthersReadIsAResultToo() {
    Value sum = Add.of(MatMul.of(x, weight), bias);
    Value active = Relu.of(sum);
    assertEquals("matmul+add+relu matmul", calls(MatMul.of(active, false, sum, true)));
  }

  /** Tanh would be computed, and kept, long before it is needed. */
  @Test
  void whatIsNeededLaterIsDoneLater() {
    Value sum = Add.of(MatMul.of(x, weight), bias);
    Value product = MatMul.of(sum, weight);
    assertEquals("matmul+add matmul+tanh+add", calls(Add.of(Tanh.of(sum), product)));
  }

  /** The second operand of the addition depends on the first. */
  @Test
  void noCallWaitsForItself() {
    Value first = Affine.of(x, 2, 1);
    Value second = MatMul.of(first, weight);
    assertEquals("affine matmul+add", calls(Add.of(first, second)));
  }

  @Test
  void branchesMeet() {
    Value sum = Multiply.of(Tanh.of(x), Relu.of(x));
    assertEquals("tanh+relu+multiply", calls(sum));
  }

  @Test
  void statesAreStillUpdatedInPlace() {
    Value next = Add.of(Affine.scale(weight, 0.9), Affine.scale(MatMul.of(weight, weight), 0.1));
    Graph graph = new Graph(List.of(), Map.of(weight, next));
    try (Device device = Device.cpu(Workers.caller())) {
      Plan plan = device.plan(graph);
      assertEquals("affine+matmul+affine+add", calls(graph, PlanOptions.FULL));
      assertEquals(1, plan.stateCopies().size(), "the product reads the state until its end");
    }
    Graph chain = new Graph(List.of(), Map.of(bias, Affine.of(Tanh.of(bias), 2, 1)));
    try (Device device = Device.cpu(Workers.caller())) {
      assertTrue(device.plan(chain).stateCopies().isEmpty());
    }
  }
}
