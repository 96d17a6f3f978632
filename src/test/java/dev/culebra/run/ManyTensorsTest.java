package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.harness.Seed;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import dev.culebra.op.EmaStep;
import dev.culebra.op.RmspropStep;
import dev.culebra.op.SgdStep;
import dev.culebra.par.Workers;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Updates of many tensors at once, in place and on two threads, give the bits of as many updates of
 * one tensor, on every tier.
 */
@Tag("widths")
class ManyTensorsTest {
  private static final List<TensorType> TENSORS =
      Stream.of(
              Shape.of(0),
              Shape.of(1),
              Shape.of(3),
              Shape.of(40_003),
              Shape.of(17),
              Shape.of(),
              Shape.of(64),
              Shape.of(5, 13),
              Shape.of(16_384))
          .map(TensorType.f32()::withShape)
          .toList();

  /**
   * @param kinds inputs of each tensor
   * @param rates length of the rates; 0 where there are none
   * @param old which kind of input each kind of output is the next value of
   */
  private record Update(Op op, int kinds, int rates, int... old) {}

  private static final List<Update> UPDATES =
      List.of(
          new Update(new AdamStep(0.9, 0.999, 1e-8, 0.1, false), 4, 3, 0, 2, 3),
          new Update(new AdamStep(0.99, 0.999, 1e-4, 0.1, true), 4, 3, 0, 2, 3),
          new Update(new SgdStep(0.9, false, 0.1), 3, 1, 0, 2),
          new Update(new SgdStep(0.9, true, 0.1), 3, 1, 0, 2),
          new Update(new AdamaxStep(0.9, 0.999, 1e-8, 0.1), 4, 1, 0, 2, 3),
          new Update(new AdagradStep(1e-10, 0.1), 3, 1, 0, 2),
          new Update(new RmspropStep(0.99, 1e-8, 0.1, 0, false), 3, 1, 0, 2),
          new Update(new RmspropStep(0.99, 1e-8, 0.1, 0, true), 4, 1, 0, 2, 3),
          new Update(new RmspropStep(0.99, 1e-8, 0.1, 0.9, false), 4, 1, 0, 2, 3),
          new Update(new RmspropStep(0.99, 1e-8, 0.1, 0.9, true), 5, 1, 0, 2, 3, 4),
          new Update(new EmaStep(0.99), 2, 0, 0));

  @TestFactory
  Stream<DynamicTest> bits() {
    Tiers tiers = Tiers.of("cpu");
    return UPDATES.stream()
        .flatMap(
            update ->
                tiers.names().stream()
                    .filter(tier -> kernel(tiers, tier, update, TENSORS) != null)
                    .flatMap(
                        tier ->
                            Stream.of(0f, 0.7f)
                                .map(
                                    flag ->
                                        DynamicTest.dynamicTest(
                                            update.op() + " on " + tier + " by " + flag,
                                            () -> check(tiers, tier, update, flag)))));
  }

  private static void check(Tiers tiers, String tier, Update update, float flag) {
    int count = TENSORS.size();
    Kernel many = kernel(tiers, tier, update, TENSORS);
    try (Arena arena = Arena.ofShared();
        Workers two = Workers.of(2)) {
      List<MemorySegment> inputs = inputs(update, flag, arena);
      List<MemorySegment> expected = oneByOne(tiers, tier, update, inputs, arena);
      List<MemorySegment> state = inputs.stream().map(bytes -> copy(bytes, arena)).toList();
      List<MemorySegment> next = new ArrayList<>();
      for (int output = 0; output < expected.size(); output++) {
        int place = update.old()[output / count] * count + output % count;
        for (int input = 0; input < inputs.size(); input++) {
          assertEquals(input == place, many.inPlace(output, input), output + " on " + input);
        }
        next.add(state.get(place));
      }
      many.bind(new Operands(state, next, MemorySegment.NULL, two)).run();
      for (int output = 0; output < expected.size(); output++) {
        MemorySegment found = next.get(output);
        assertEquals(-1, expected.get(output).mismatch(found), "output " + output);
      }
    }
  }

  /** Every tensor alone, its outputs apart from its inputs; in the order of the many. */
  private static List<MemorySegment> oneByOne(
      Tiers tiers, String tier, Update update, List<MemorySegment> inputs, Arena arena) {
    int count = TENSORS.size();
    MemorySegment[] outputs = new MemorySegment[update.old().length * count];
    for (int tensor = 0; tensor < count; tensor++) {
      TensorType type = TENSORS.get(tensor);
      List<MemorySegment> own = new ArrayList<>();
      for (int kind = 0; kind < update.kinds(); kind++) {
        own.add(inputs.get(kind * count + tensor));
      }
      own.addAll(inputs.subList(update.kinds() * count, inputs.size()));
      List<MemorySegment> next =
          IntStream.range(0, update.old().length)
              .mapToObj(kind -> arena.allocate(type.bytes(), 64).fill((byte) 0xFF))
              .toList();
      kernel(tiers, tier, update, List.of(type))
          .bind(new Operands(own, next, MemorySegment.NULL, Workers.caller()))
          .run();
      for (int kind = 0; kind < next.size(); kind++) {
        outputs[kind * count + tensor] = next.get(kind);
      }
    }
    return List.of(outputs);
  }

  private static Kernel kernel(Tiers tiers, String tier, Update update, List<TensorType> tensors) {
    Choice choice = tiers.choices(Signature.of(update.op(), types(update, tensors))).get(tier);
    return choice instanceof Kernel kernel ? kernel : null;
  }

  private static List<TensorType> types(Update update, List<TensorType> tensors) {
    List<TensorType> types = new ArrayList<>();
    for (int kind = 0; kind < update.kinds(); kind++) {
      types.addAll(tensors);
    }
    if (update.rates() > 0) {
      types.add(TensorType.f32(update.rates()));
    }
    types.add(TensorType.f32());
    return types;
  }

  /** Signed parameters and gradients; moments and rates above 0; means below their squares. */
  private static List<MemorySegment> inputs(Update update, float flag, Arena arena) {
    RandomGenerator random = Seed.random("many tensors");
    List<TensorType> types = types(update, TENSORS);
    List<MemorySegment> inputs = new ArrayList<>();
    for (int input = 0; input < types.size(); input++) {
      int kind = input / TENSORS.size();
      MemorySegment segment = arena.allocate(types.get(input).bytes(), 64);
      for (long i = 0; i < types.get(input).elements(); i++) {
        double value =
            switch (kind) {
              case 0, 1 -> random.nextGaussian();
              case 2 -> 1 + random.nextDouble();
              default -> 0.1 + 0.8 * random.nextDouble();
            };
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
      }
      inputs.add(segment);
    }
    inputs.getLast().set(ValueLayout.JAVA_FLOAT, 0, flag);
    return inputs;
  }

  private static MemorySegment copy(MemorySegment bytes, Arena arena) {
    return arena.allocate(bytes.byteSize(), 64).copyFrom(bytes);
  }
}
