package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.memory.Slab;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.AllFinite;
import dev.culebra.op.Embedding;
import dev.culebra.op.Gather;
import dev.culebra.op.SgdStep;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that are recorded on a device. */
@Tag("cuda")
class CudaBoundTest {
  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @Test
  void namesTheFirstCallThatMeetsABadIndex() {
    Input table = Input.feed("table", TensorType.f32(5, 3));
    Input index = Input.feed("index", TensorType.of(DType.I32, 5, 3));
    Input numbers = Input.feed("numbers", TensorType.of(DType.I32, 7));
    Value twice = Add.of(table, table);
    Graph graph =
        new Graph(
            List.of(Sum.all(Gather.of(twice, index, 0)), Sum.all(Embedding.of(twice, numbers))),
            Map.of());
    try (Device device = Device.named("cuda", Workers.caller());
        Bound bound = Bound.of(device, device.plan(graph), s -> null)) {
      bound.feed(index).setAtIndex(ValueLayout.JAVA_INT, 7, 5);
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 3, -1);
      assertEquals(
          "[gather] index 5 is outside 0..4: f32[5,3] x i32[5,3] -> f32[5,3]", refusal(bound));
      assertTrue(Float.isNaN(bound.output(0).get(ValueLayout.JAVA_FLOAT, 0)), "what it brought");
      bound.feed(index).setAtIndex(ValueLayout.JAVA_INT, 7, 4);
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 3, 1);
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 6, 9);
      assertEquals(
          "[embedding] index 9 at 6; the table [5,3] has 5: f32[5,3] x i32[7] -> f32[7,3]",
          refusal(bound),
          "what the step before left is forgotten");
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 6, 1);
      bound.run();
      assertEquals(0, bound.output(1).get(ValueLayout.JAVA_FLOAT, 0));
    }
  }

  private static String refusal(Bound bound) {
    return assertThrows(OpException.class, bound::run).getMessage();
  }

  @Test
  void aStepWithABadIndexChangesNothing() {
    TensorType type = TensorType.f32(5, 3);
    Input table = Input.state("table", type);
    Input moment = Input.state("moment", type);
    Input numbers = Input.feed("numbers", TensorType.of(DType.I32, 7));
    Input rates = Input.feed("rates", TensorType.f32(1));
    Value loss = Sum.all(Embedding.of(table, numbers));
    Value finite = AllFinite.of(List.of(loss));
    Node step = Node.record(new SgdStep(0, false, 0), table, table, moment, rates, finite);
    Map<Input, Value> next = Map.of(table, step.outputs().get(0), moment, step.outputs().get(1));
    try (Slab memory = Slab.allocate(2 * type.bytes());
        Device device = Device.named("cuda", Workers.caller());
        Bound bound =
            Bound.of(
                device,
                device.plan(new Graph(List.of(loss), next)),
                state -> memory.slice(state == table ? 0 : type.bytes(), type.bytes()))) {
      memory.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 4, 8);
      bound.feed(rates).setAtIndex(ValueLayout.JAVA_FLOAT, 0, 0.5f);
      device.uploadStates();
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 6, 5);
      refusal(bound);
      device.downloadStates();
      assertEquals(8, memory.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 4));
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 6, 4);
      bound.run();
      device.downloadStates();
      assertEquals(4, memory.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 4));
    }
  }

  @Test
  void aDeviceThatCouldNotGrowItsScratchGoesOn() {
    try (Device device = Device.named("cuda", Workers.caller())) {
      int before = device.generation();
      assertThrows(UserError.class, () -> device.scratch(1L << 40));
      assertTrue(device.generation() > before, "what was bound to the old one is bound anew");
      assertEquals(1 << 20, device.scratch(1 << 20).byteSize());
    }
  }

  @Test
  void aGroupOfParametersIsSteppedByOneLaunch() {
    List<Value> inputs = new ArrayList<>();
    for (String kind : List.of("parameter", "gradient", "first", "second")) {
      for (int tensor = 0; tensor < 200; tensor++) {
        inputs.add(Input.feed(kind + tensor, TensorType.f32(tensor % 7, 3)));
      }
    }
    inputs.add(Input.feed("rates", TensorType.f32(3)));
    inputs.add(Input.feed("scale", TensorType.f32()));
    AdamStep step = new AdamStep(0.9, 0.999, 1e-8, 0, false);
    Node node = Node.record(step, inputs.toArray(Value[]::new));
    Graph graph = new Graph(List.copyOf(node.outputs()), Map.of());
    try (Device device = Device.named("cuda", Workers.caller());
        Bound bound = Bound.of(device, device.plan(graph), s -> null)) {
      long before = FakeDriver.launches();
      bound.run();
      assertEquals(1, FakeDriver.launches() - before);
    }
  }
}
