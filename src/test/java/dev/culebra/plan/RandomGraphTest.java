package dev.culebra.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Broadcast;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random programs with views, repeated operands, several outputs and updated states: every plan
 * gives the bytes of eager execution, run after run, and sharing memory never needs more of it.
 */
class RandomGraphTest {
  private static final int SIDE = 6;

  @RepeatedTest(60)
  void plansEqualEager(RepetitionInfo repetition) {
    SplittableRandom random = Seed.random("graph" + repetition.getCurrentRepetition());
    List<Input> feeds = List.of(feed("a"), feed("b"));
    List<Input> states = List.of(state("s"), state("t"), state("u"));
    Graph graph = randomGraph(random, feeds, states);
    Tiers tiers = Tiers.of("cpu");
    try (Arena arena = Arena.ofShared();
        Device device = Device.of(tiers, Workers.caller())) {
      Plan none = device.plan(graph, PlanOptions.NONE);
      Plan full = device.plan(graph, PlanOptions.FULL);
      Plan unfused = device.plan(graph, PlanOptions.UNFUSED);
      assertTrue(unfused.scratchBytes() <= none.scratchBytes());
      for (Plan plan : List.of(none, unfused, full)) {
        compare(graph, plan, device, new Eager(tiers, Workers.caller()), feeds, states, arena);
      }
    }
  }

  private static void compare(
      Graph graph,
      Plan plan,
      Device device,
      Eager eager,
      List<Input> feeds,
      List<Input> states,
      Arena arena) {
    Map<Input, MemorySegment> expected = new IdentityHashMap<>();
    Map<Input, MemorySegment> actual = new IdentityHashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (Input state : states) {
      expected.put(state, normal(random, arena));
      actual.put(state, arena.allocate(state.type().bytes(), 64).copyFrom(expected.get(state)));
    }
    try (Bound bound = Bound.of(device, plan, actual::get)) {
      for (int run = 0; run < 3; run++) {
        for (Input feed : feeds) {
          expected.put(feed, normal(random, arena));
          if (bound.reads(feed)) {
            bound.feed(feed).copyFrom(expected.get(feed));
          }
        }
        Map<Value, MemorySegment> values = eager.run(graph, expected::get, arena);
        bound.run();
        for (int i = 0; i < graph.outputs().size(); i++) {
          MemorySegment want = values.get(graph.outputs().get(i));
          assertEquals(-1, want.mismatch(bound.output(i)), "output " + i + ", run " + run);
        }
        graph.updates().forEach((state, next) -> expected.get(state).copyFrom(values.get(next)));
        for (Input state : states) {
          assertEquals(-1, expected.get(state).mismatch(actual.get(state)), state + ", " + run);
        }
      }
    }
  }

  private static Graph randomGraph(SplittableRandom random, List<Input> feeds, List<Input> states) {
    List<Value> values = new ArrayList<>(feeds);
    values.addAll(states);
    for (int i = 0; i < 25; i++) {
      Value left = values.get(random.nextInt(values.size()));
      Value right = values.get(random.nextInt(values.size()));
      values.add(
          switch (random.nextInt(6)) {
            case 0 -> Add.of(left, right);
            case 1 -> Multiply.of(left, right);
            case 2 -> MatMul.of(left, random.nextBoolean(), right, random.nextBoolean());
            case 3 -> Add.of(Reshape.of(Reshape.of(left, Shape.of(SIDE * SIDE)), SQUARE), right);
            case 4 -> Broadcast.of(Sum.of(left, List.of(0)), SQUARE);
            default -> Add.of(left, left);
          });
    }
    Map<Input, Value> updates = new LinkedHashMap<>();
    for (Input state : states) {
      Value next = values.get(values.size() - 1 - random.nextInt(20));
      if (!(next instanceof Input) && random.nextInt(4) > 0) {
        updates.put(state, next);
      }
    }
    List<Value> outputs = new ArrayList<>();
    outputs.add(values.getLast());
    outputs.add(Reshape.of(values.get(values.size() - 3), Shape.of(SIDE * SIDE)));
    return new Graph(outputs.stream().filter(v -> !(v instanceof Input)).toList(), updates);
  }

  private static final Shape SQUARE = Shape.of(SIDE, SIDE);
  private static final TensorType TYPE = new TensorType(DType.F32, SQUARE);

  private static Input feed(String name) {
    return Input.feed(name, TYPE);
  }

  private static Input state(String name) {
    return Input.state(name, TYPE);
  }

  private static MemorySegment normal(SplittableRandom random, Arena arena) {
    MemorySegment segment = arena.allocate(TYPE.bytes(), 64);
    for (long i = 0; i < TYPE.elements(); i++) {
      // Small numbers keep products of products finite, whose bytes would else all be NaN.
      Tensors.set(DType.F32, segment, i, 0.3 * random.nextGaussian());
    }
    return segment;
  }
}
