package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Signature;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AdamStep;
import dev.culebra.op.ClipScale;
import dev.culebra.op.EmaStep;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.Multiply;
import dev.culebra.op.SgdStep;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Safetensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The updates against PyTorch's optimizers, three steps of each, on every tier. */
class UpdateGoldenTest {
  private static final TensorType WEIGHT = TensorType.f32(6, 5);
  private static final TensorType FLAG = TensorType.f32();

  private final Tiers tiers = Tiers.of("cpu");
  private final Arena arena = Arena.ofAuto();

  @TestFactory
  Stream<DynamicTest> updates() {
    return tiers.names().stream()
        .flatMap(
            tier -> {
              Eager eager = new Eager(tiers.only(tier, "ref"), Workers.caller());
              return Stream.of(
                  test("adam on " + tier, () -> adam(eager, "adam", 0, false)),
                  test(
                      "adam with L2 on " + tier,
                      () -> adam(eager, "adam_weight_decay", 0.1, false)),
                  test("adamw on " + tier, () -> adam(eager, "adamw", 0.1, true)),
                  test("sgd on " + tier, () -> sgd(eager, "plain", new SgdStep(0, false, 0))),
                  test(
                      "momentum on " + tier,
                      () -> sgd(eager, "momentum", new SgdStep(0.9, false, 0))),
                  test(
                      "nesterov on " + tier,
                      () -> sgd(eager, "nesterov", new SgdStep(0.9, true, 0))),
                  test("ema on " + tier, () -> ema(eager)),
                  test("clip above on " + tier, () -> clip(eager, "above")),
                  test("clip below on " + tier, () -> clip(eager, "below")));
            });
  }

  private static DynamicTest test(String name, Runnable body) {
    return DynamicTest.dynamicTest(name, body::run);
  }

  private void adam(Eager eager, String name, double decay, boolean decoupled) {
    try (Safetensors golden = open("adam")) {
      AdamStep op = new AdamStep(0.9, 0.999, 1e-8, decay, decoupled);
      MemorySegment weight = golden.bytes(name + ".in0");
      MemorySegment first = zeros();
      MemorySegment second = zeros();
      for (int t = 1; t <= 3; t++) {
        MemorySegment rates =
            floats(1e-3, 1e-3 / (1 - Math.pow(0.9, t)), Math.sqrt(1 - Math.pow(0.999, t)));
        List<TensorType> types = List.of(WEIGHT, WEIGHT, WEIGHT, WEIGHT, TensorType.f32(3), FLAG);
        List<MemorySegment> next =
            apply(
                eager,
                op,
                types,
                List.of(weight, golden.bytes(name + ".in" + t), first, second, rates, floats(1)));
        weight = next.get(0);
        first = next.get(1);
        second = next.get(2);
        compare(golden, name + ".out" + (t - 1), weight);
      }
      compare(golden, name + ".out3", first);
      compare(golden, name + ".out4", second);
    }
  }

  private void sgd(Eager eager, String name, SgdStep op) {
    try (Safetensors golden = open("sgd")) {
      MemorySegment weight = golden.bytes(name + ".in0");
      MemorySegment velocity = zeros();
      for (int t = 1; t <= 3; t++) {
        List<TensorType> types = List.of(WEIGHT, WEIGHT, WEIGHT, TensorType.f32(1), FLAG);
        List<MemorySegment> next =
            apply(
                eager,
                op,
                types,
                List.of(weight, golden.bytes(name + ".in" + t), velocity, floats(0.1), floats(1)));
        weight = next.get(0);
        velocity = next.get(1);
        compare(golden, name + ".out" + (t - 1), weight);
      }
      if (op.momentum() != 0) {
        compare(golden, name + ".out3", velocity);
      }
    }
  }

  private void ema(Eager eager) {
    try (Safetensors golden = open("ema")) {
      MemorySegment average = golden.bytes("plain.in0");
      for (int t = 1; t <= 3; t++) {
        List<MemorySegment> given = List.of(average, golden.bytes("plain.in" + t), floats(1));
        average = apply(eager, new EmaStep(0.99), List.of(WEIGHT, WEIGHT, FLAG), given).get(0);
        compare(golden, "plain.out" + (t - 1), average);
      }
    }
  }

  private void clip(Eager eager, String name) {
    try (Safetensors golden = open("clip_norm")) {
      List<TensorType> types = new ArrayList<>();
      List<MemorySegment> gradients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        types.add(golden.type(name + ".in" + i));
        gradients.add(golden.bytes(name + ".in" + i));
      }
      MemorySegment norm = apply(eager, new GlobalNorm(), types, gradients).get(0);
      compare(golden, name + ".out3", norm);
      MemorySegment scale =
          apply(eager, new ClipScale(1), List.of(FLAG, FLAG), List.of(norm, floats(1))).get(0);
      for (int i = 0; i < 3; i++) {
        List<TensorType> both = List.of(types.get(i), FLAG);
        List<MemorySegment> given = List.of(gradients.get(i), scale);
        compare(golden, name + ".out" + i, apply(eager, new Multiply(), both, given).get(0));
      }
    }
  }

  private static Safetensors open(String name) {
    return Safetensors.open(Path.of("src/test/resources/golden", name + ".safetensors"));
  }

  private List<MemorySegment> apply(
      Eager eager, Op op, List<TensorType> types, List<MemorySegment> inputs) {
    return eager.apply(Signature.of(op, types), inputs, arena);
  }

  private MemorySegment zeros() {
    return arena.allocate(WEIGHT.bytes(), 64);
  }

  private MemorySegment floats(double... values) {
    MemorySegment segment = arena.allocate(4L * values.length, 64);
    for (int i = 0; i < values.length; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
    }
    return segment;
  }

  private static void compare(Safetensors golden, String name, MemorySegment actual) {
    TensorType type = golden.type(name);
    double[] want = Tensors.read(type, golden.bytes(name));
    double[] got = Tensors.read(type, actual);
    assertEquals(want.length, got.length);
    double bound = Tensors.magnitude(want);
    for (int i = 0; i < want.length; i++) {
      assertTrue(
          Tolerance.REDUCTION.accepts((float) got[i], (float) want[i], bound),
          name + " element " + i + ": " + got[i] + ", PyTorch " + want[i]);
    }
  }
}
