package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqRevive;
import dev.culebra.par.Workers;
import dev.culebra.plan.PlanOptions;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A codebook's state is updated where it lies, to the same bytes as elsewhere. */
class CodebookStateTest {
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  /** As many vectors as codes, so that all of them could lie on the codebook. */
  private static final TensorType CODES = TensorType.f32(33, 7);

  private static final List<TensorType> STATE = List.of(CODES, TensorType.f32(33), CODES);

  @Test
  void averages() {
    check(new VqEmaStep(0.9, 1e-5), TensorType.of(DType.I32, 33), 1);
    check(new VqEmaStep(0.9, 1e-5), TensorType.of(DType.I32, 33), 0);
  }

  @Test
  void revival() {
    check(new VqRevive(0.5f, 3), TensorType.of(DType.I64, 3), 1);
    check(new VqRevive(0.5f, 3), TensorType.of(DType.I64, 3), 0);
  }

  private static void check(Op op, TensorType fourth, float flag) {
    List<TensorType> types = new ArrayList<>(STATE);
    types.addAll(List.of(CODES, fourth, TensorType.f32()));
    Map<String, Choice> choices = Tiers.of("cpu").choices(Signature.of(op, types));
    for (String tier : Tiers.of("cpu").names()) {
      if (!(choices.get(tier) instanceof Kernel)) {
        continue;
      }
      Tiers tiers = Tiers.of("cpu").only(tier);
      List<Input> inputs = new ArrayList<>();
      STATE.forEach(type -> inputs.add(Input.state("state", type)));
      inputs.add(Input.feed("vectors", CODES));
      inputs.add(Input.feed("fourth", fourth));
      inputs.add(Input.feed("finite", TensorType.f32()));
      Map<Input, Value> next = new LinkedHashMap<>();
      Node node = Node.record(op, inputs.toArray(Value[]::new));
      for (int i = 0; i < 3; i++) {
        next.put(inputs.get(i), node.output(i));
      }
      Graph graph = new Graph(List.of(), next);
      try (Arena arena = Arena.ofShared();
          Device device = Device.of(tiers, Workers.caller())) {
        Map<Input, MemorySegment> given = new IdentityHashMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        inputs.forEach(input -> given.put(input, filled(input.type(), random, arena)));
        given.get(inputs.get(5)).set(ValueLayout.JAVA_FLOAT, 0, flag);
        Map<Value, MemorySegment> want =
            new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
        try (Bound bound = Bound.of(device, device.plan(graph, PlanOptions.FULL), given::get)) {
          for (Input input : inputs.subList(3, 6)) {
            bound.feed(input).copyFrom(given.get(input));
          }
          assertEquals(List.of(), bound.plan().stateCopies(), "not in place on " + tier);
          bound.run();
        }
        for (int i = 0; i < 3; i++) {
          long differs = given.get(inputs.get(i)).mismatch(want.get(node.output(i)));
          assertEquals(-1, differs, "state " + i + " on " + tier + ", seed " + SEED);
        }
      }
    }
  }

  private static MemorySegment filled(TensorType type, SplittableRandom random, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      switch (type.dtype()) {
        case F32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble());
        case I32 -> segment.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt(33));
        default -> segment.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(1000));
      }
    }
    return segment;
  }
}
