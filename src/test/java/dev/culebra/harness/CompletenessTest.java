package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.ir.Backward;
import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.op.AdagradStep;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import dev.culebra.op.AllFinite;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.ArgMax;
import dev.culebra.op.ArgMin;
import dev.culebra.op.ClipScale;
import dev.culebra.op.ClipValues;
import dev.culebra.op.EmaStep;
import dev.culebra.op.Equal;
import dev.culebra.op.Fill;
import dev.culebra.op.Floor;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.Greater;
import dev.culebra.op.GreaterEqual;
import dev.culebra.op.HammingDistance;
import dev.culebra.op.Histogram;
import dev.culebra.op.Less;
import dev.culebra.op.LessEqual;
import dev.culebra.op.NotEqual;
import dev.culebra.op.OneHot;
import dev.culebra.op.PackBits;
import dev.culebra.op.PackLevels;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.op.RandomCategorical;
import dev.culebra.op.RandomGumbel;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomPermutation;
import dev.culebra.op.RandomUniform;
import dev.culebra.op.RmspropStep;
import dev.culebra.op.Round;
import dev.culebra.op.RoundStraightThrough;
import dev.culebra.op.SgdStep;
import dev.culebra.op.Sign;
import dev.culebra.op.StopGradient;
import dev.culebra.op.UnpackLevels;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqRevive;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases, which drive all harnesses, leave out no operation, no awkward size and no gradient.
 */
class CompletenessTest {
  private static final Set<Integer> AWKWARD = Set.of(0, 1, 3, 7, 13, 17, 31, 64, 65);

  /** Operations of scalars alone, which have no sizes. */
  private static final Set<Class<?>> SCALAR = Set.of(ClipScale.class);

  /** Operations of codebooks alone, which have codes. */
  private static final Set<Class<?>> NEVER_EMPTY = Set.of(VqEmaStep.class);

  /**
   * Operations that give no gradient: draws, whole numbers, conditions, constants, updates, steps
   * of slope 0, and what is meant to stop gradients.
   */
  private static final Set<Class<?>> WITHOUT_GRADIENT =
      Set.of(
          AdagradStep.class,
          AdamStep.class,
          AdamaxStep.class,
          AllFinite.class,
          AllReduceEnd.class,
          AllReduceStart.class,
          ArgMax.class,
          ArgMin.class,
          ClipScale.class,
          ClipValues.class,
          EmaStep.class,
          Equal.class,
          Fill.class,
          Floor.class,
          GlobalNorm.class,
          Greater.class,
          GreaterEqual.class,
          HammingDistance.class,
          Histogram.class,
          Less.class,
          LessEqual.class,
          NotEqual.class,
          OneHot.class,
          PackBits.class,
          PackLevels.class,
          RandomBernoulli.class,
          RandomCategorical.class,
          RandomGumbel.class,
          RandomNormal.class,
          RandomPermutation.class,
          RandomUniform.class,
          RmspropStep.class,
          Round.class,
          SgdStep.class,
          Sign.class,
          StopGradient.class,
          UnpackLevels.class,
          VqEmaStep.class,
          VqRevive.class);

  /** The gradient is by intent not the derivative; {@code StoppedTest} says what it is. */
  private static final Set<Class<?>> NOT_THE_DERIVATIVE = Set.of(RoundStraightThrough.class);

  private static final Map<Class<?>, List<Case>> CASES =
      AllCases.all().collect(Collectors.groupingBy(test -> test.op().getClass()));

  @Test
  void everyOperationHasCases() {
    Set<Class<?>> all = new HashSet<>(Operations.all());
    assertTrue(all.size() > 100, "only " + all.size() + " operations found");
    assertEquals(all, CASES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> awkwardSizes() {
    return CASES.keySet().stream()
        .filter(op -> !SCALAR.contains(op))
        .map(op -> DynamicTest.dynamicTest(Operations.name(op), () -> checkSizes(op)));
  }

  private static void checkSizes(Class<?> op) {
    Set<Integer> missing = new HashSet<>(AWKWARD);
    boolean emptyBatch = NEVER_EMPTY.contains(op);
    if (emptyBatch) {
      missing.remove(0);
    }
    for (Case test : CASES.get(op)) {
      List<TensorType> types = new ArrayList<>(test.signature().inputs());
      types.addAll(test.signature().outputs());
      for (TensorType type : types) {
        Arrays.stream(type.shape().sizes()).forEach(missing::remove);
        emptyBatch |= type.shape().rank() > 0 && type.shape().size(0) == 0;
      }
    }
    assertEquals(Set.of(), missing, "sizes that no case has");
    assertTrue(emptyBatch, "no case has an empty batch");
  }

  /** A fused gradient is checked as the derivative of its forward operation's. */
  @TestFactory
  Stream<DynamicTest> gradients() {
    return CASES.keySet().stream()
        .filter(op -> !NOT_THE_DERIVATIVE.contains(op))
        .map(op -> DynamicTest.dynamicTest(Operations.name(op), () -> checkGradient(op)));
  }

  private static void checkGradient(Class<?> type) {
    Op op = CASES.get(type).getFirst().op();
    if (op instanceof GradientOp gradient) {
      Class<?> forward = gradient.forward().getClass();
      assertTrue(isDifferentiated(forward), "no case of " + forward + " is differentiated");
    } else if (WITHOUT_GRADIENT.contains(type)) {
      assertFalse(CASES.get(type).stream().anyMatch(CompletenessTest::givesGradient));
    } else {
      assertTrue(CASES.get(type).stream().anyMatch(CompletenessTest::givesGradient));
      assertTrue(isDifferentiated(type), "no case is differentiated");
    }
  }

  /** Whether {@link GradTest} takes a case of the operation. */
  private static boolean isDifferentiated(Class<?> op) {
    return CASES.get(op).stream()
        .filter(Case::smooth)
        .anyMatch(test -> test.signature().outputs().stream().allMatch(t -> t.elements() > 0));
  }

  private static boolean givesGradient(Case test) {
    if (!test.op().hasGradientRule()) {
      return test.op().unfused(inputs(test)) != null;
    }
    Node node = Node.record(test.op(), inputs(test).toArray(Value[]::new));
    List<Value> outputs = List.copyOf(node.outputs());
    Value[] upstream =
        outputs.stream()
            .map(
                output ->
                    output.type().dtype().isFloating() ? Input.feed("up", output.type()) : null)
            .toArray(Value[]::new);
    boolean[] wanted = new boolean[node.inputs().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = node.inputs().get(i).type().dtype().isFloating();
    }
    Value[] found = test.op().gradient(new Backward(node.inputs(), outputs, upstream, wanted));
    return Stream.of(found).anyMatch(Objects::nonNull);
  }

  private static List<Value> inputs(Case test) {
    return test.inputs().stream().<Value>map(input -> Input.feed("x", input.type())).toList();
  }
}
