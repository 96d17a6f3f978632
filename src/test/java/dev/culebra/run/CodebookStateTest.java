package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A codebook's state is updated where it lies, to the same bytes as elsewhere. */
class CodebookStateTest {
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  /** As many vectors as codes, so that all of them could lie on the codebook. */
  private static final TensorType CODES = TensorType.f32(33, 7);

  private static final List<TensorType> STATE = List.of(CODES, TensorType.f32(33), CODES);

  private static final Update AVERAGES = new Update(new VqEmaStep(0.9, 1e-5), STATE.subList(1, 3));

  private static final Update REVIVAL =
      new Update(new VqRevive(0.5f, 3), List.of(CODES, TensorType.of(DType.I64, 3)));

  /** A change of the state by an operation that also takes a batch and the finite flag. */
  private record Update(Op op, List<TensorType> batch) {
    boolean servedBy(String tier) {
      List<TensorType> types = new ArrayList<>(STATE);
      types.addAll(batch);
      types.add(TensorType.f32());
      return Tiers.of("cpu").choices(Signature.of(op, types)).get(tier) instanceof Kernel;
    }
  }

  @Test
  void averages() {
    check(1, AVERAGES);
    check(0, AVERAGES);
  }

  @Test
  void revival() {
    check(1, REVIVAL);
    check(0, REVIVAL);
  }

  @Test
  void oneAfterTheOther() {
    check(1, AVERAGES, REVIVAL);
    check(0, AVERAGES, REVIVAL);
    check(1, REVIVAL, AVERAGES, AVERAGES);
  }

  private static void check(float flag, Update... updates) {
    for (String tier : Tiers.of("cpu").names()) {
      if (Stream.of(updates).allMatch(update -> update.servedBy(tier))) {
        check(Tiers.of("cpu").only(tier), flag, updates);
      }
    }
    check(Tiers.of("cpu"), flag, updates);
  }

  private static void check(Tiers tiers, float flag, Update... updates) {
    List<Input> states = STATE.stream().map(type -> Input.state("state", type)).toList();
    List<Input> feeds = new ArrayList<>();
    Input finite = Input.feed("finite", TensorType.f32());
    feeds.add(finite);
    List<Value> values = new ArrayList<>(states);
    for (Update update : updates) {
      for (TensorType type : update.batch()) {
        feeds.add(Input.feed("batch", type));
        values.add(feeds.getLast());
      }
      values.add(finite);
      Node node = Node.record(update.op(), values.toArray(Value[]::new));
      values = new ArrayList<>(node.outputs());
    }
    Map<Input, Value> next = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      next.put(states.get(i), values.get(i));
    }
    Graph graph = new Graph(List.of(), next);
    try (Arena arena = Arena.ofShared();
        Device device = Device.of(tiers, Workers.caller())) {
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      SplittableRandom random = new SplittableRandom(SEED);
      states.forEach(input -> given.put(input, filled(input.type(), random, arena)));
      feeds.forEach(input -> given.put(input, filled(input.type(), random, arena)));
      given.get(finite).set(ValueLayout.JAVA_FLOAT, 0, flag);
      Map<Value, MemorySegment> want =
          new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
      try (Bound bound = Bound.of(device, device.plan(graph, PlanOptions.FULL), given::get)) {
        feeds.forEach(input -> bound.feed(input).copyFrom(given.get(input)));
        assertEquals(List.of(), bound.plan().stateCopies(), "not in place on " + tiers.names());
        bound.run();
      }
      for (int i = 0; i < 3; i++) {
        long differs = given.get(states.get(i)).mismatch(want.get(values.get(i)));
        assertEquals(-1, differs, "state " + i + " on " + tiers.names() + ", seed " + SEED);
      }
    }
  }

  private static MemorySegment filled(TensorType type, SplittableRandom random, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      switch (type.dtype()) {
        case F32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble());
        default -> segment.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(1000));
      }
    }
    return segment;
  }
}
