package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Precision;
import dev.culebra.memory.Slab;
import dev.culebra.op.Add;
import dev.culebra.op.AllReduceStart;
import dev.culebra.par.Workers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that several devices run together. */
class DeviceGroupTest {
  private static final TensorType TYPE = TensorType.f32(3);

  private static DeviceGroup group(String name) {
    return DeviceGroup.named(name, Precision.F32, Workers.caller());
  }

  private static void feed(Bound bound, Input feed, float value) {
    MemorySegment elements = bound.feed(feed);
    for (int i = 0; i < 3; i++) {
      elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
  }

  @Test
  @Tag("cuda")
  void sumsAreThoseOfAllDevices() {
    FakeDriver.tiers();
    Input own = Input.feed("own", TYPE);
    Value sum = AllReduceStart.sums(List.of(own)).getFirst();
    Graph graph = new Graph(List.of(Add.of(sum, own)), Map.of());
    try (DeviceGroup group = group("cuda:2,0")) {
      List<Bound> bounds = group.bind(group.plan(graph), _ -> null, false);
      feed(bounds.get(0), own, 1);
      feed(bounds.get(1), own, 10);
      group.begin(bounds);
      group.finish(bounds);
      assertEquals(12, bounds.get(0).output(0).getAtIndex(ValueLayout.JAVA_FLOAT, 2));
      assertEquals(21, bounds.get(1).output(0).getAtIndex(ValueLayout.JAVA_FLOAT, 2));
      bounds.forEach(Bound::close);
    }
  }

  @Test
  @Tag("cuda")
  void statesThatDifferAreFound() {
    FakeDriver.tiers();
    Input own = Input.feed("own", TYPE);
    Input state = Input.state("state", TYPE);
    Graph graph = new Graph(List.of(), Map.of(state, Add.of(state, own)));
    try (Slab slab = Slab.allocate(TYPE.bytes());
        DeviceGroup group = group("cuda:0,1")) {
      MemorySegment memory = slab.slice(0, TYPE.bytes());
      List<Bound> bounds = group.bind(group.plan(graph), _ -> memory, true);
      for (int run = 0; run < 2; run++) {
        feed(bounds.get(0), own, 1);
        feed(bounds.get(1), own, 1 + run);
        group.begin(bounds);
        group.finish(bounds);
        group.downloadStates();
        assertEquals(run + 1, memory.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
        if (run == 0) {
          assertNull(group.differing(memory));
        } else {
          assertEquals("cuda:1", group.differing(memory));
        }
      }
      bounds.forEach(Bound::close);
    }
  }

  @Test
  @Tag("cuda")
  void aMissingDeviceIsNamed() {
    FakeDriver.tiers();
    assertEquals(
        "device cuda:7: no such device: the driver has 3, numbered from 0; see what nvidia-smi"
            + " lists, and CUDA_VISIBLE_DEVICES",
        assertThrows(UserError.class, () -> group("cuda:0,7")).getMessage());
  }

  @Test
  void namesAreRead() {
    assertEquals(List.of(0), DeviceName.parse("cpu").numbers());
    assertEquals(List.of(0), DeviceName.parse("cuda").numbers());
    assertEquals(List.of(2, 0), DeviceName.parse("cuda:2,0").numbers());
    assertEquals(List.of(), DeviceName.parse("cuda:all").numbers());
    assertEquals("cuda:2,0", DeviceName.parse("cuda:2,0").toString());
    for (String wrong : List.of("", "tpu", "cuda:", "cuda:x", "cpu:1", "cuda:1,", "cuda:-1")) {
      assertThrows(IllegalArgumentException.class, () -> DeviceName.parse(wrong), wrong);
    }
    assertEquals(
        "cuda:1,1: names a device twice; give each once",
        assertThrows(IllegalArgumentException.class, () -> DeviceName.parse("cuda:1,1"))
            .getMessage());
  }
}
