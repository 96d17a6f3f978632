package dev.culebra.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.Fill;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.MatMul;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses of samples become one call with their gradients, and what must not. */
class LossFusionTest {
  private static final int SAMPLES = 33;

  private final Input left = Input.feed("left", TensorType.f32(SAMPLES, 129));
  private final Input right = Input.feed("right", TensorType.f32(SAMPLES, 129));
  private final Value ones = Fill.of(TensorType.f32(SAMPLES), 1);

  @BeforeEach
  void requireKernels() {
    assumeTrue(Tiers.of("cpu").names().contains("c"), "the C tier has the kernel for both");
  }

  Device device() {
    return Device.cpu(Workers.caller());
  }

  private String calls(List<Value> outputs) {
    try (Device device = device()) {
      return CallNames.of(device.plan(new Graph(outputs, Map.of())));
    }
  }

  private List<Value> withGradients(Value loss, Value seed, Input... targets) {
    List<Value> outputs = new ArrayList<>(List.of(loss));
    outputs.addAll(Gradients.of(List.of(loss), List.of(seed), List.of(targets)));
    return outputs;
  }

  /** Fused or not, every output has the same bits. */
  void check(String names, List<Value> outputs) {
    assertEquals(names, calls(outputs));
    List<float[]> fused = values(outputs, PlanOptions.FULL);
    List<float[]> unfused = values(outputs, PlanOptions.UNFUSED);
    for (int i = 0; i < outputs.size(); i++) {
      assertArrayEquals(unfused.get(i), fused.get(i), "output " + i);
    }
  }

  private List<float[]> values(List<Value> outputs, PlanOptions options) {
    SplittableRandom random = new SplittableRandom(7);
    try (Device device = device()) {
      Plan plan = device.plan(new Graph(outputs, Map.of()), options);
      try (Bound bound = Bound.of(device, plan, _ -> null)) {
        for (Input input : List.of(left, right)) {
          for (long i = 0; i < input.type().elements(); i++) {
            bound
                .feed(input)
                .setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-2, 2));
          }
        }
        bound.run();
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
          values.add(bound.output(i).toArray(ValueLayout.JAVA_FLOAT));
        }
        return values;
      }
    }
  }

  @Test
  void divergence() {
    check(
        "fill gaussian_kl+gaussian_kl_gradient",
        withGradients(GaussianKl.of(left, right), ones, left, right));
  }

  @Test
  void crossEntropy() {
    check(
        "fill bernoulli_logits_sum+bernoulli_logits_sum_gradient",
        withGradients(BernoulliLogitsSum.of(left, right), ones, left));
  }

  @Test
  void squaredError() {
    check(
        "fill squared_error_sum+squared_error_sum_gradient negate",
        withGradients(SquaredErrorSum.of(left, right), ones, left, right));
  }

  /** As a step has it: the gradient of a weighted mean, and what follows from the loss. */
  @Test
  void whatFollowsFromTheLossWaits() {
    Value error = SquaredErrorSum.of(left, right);
    Value mean = Affine.scale(Sum.all(error), 1.0 / SAMPLES);
    Value gradient =
        Gradients.of(List.of(mean), List.of(Fill.of(mean.type(), 3)), List.of(left)).getFirst();
    check(
        "fill affine broadcast squared_error_sum+squared_error_sum_gradient sum affine",
        List.of(mean, gradient));
  }

  /** What arrives at the gradient is made of the loss. */
  @Test
  void noCallWaitsForItself() {
    Value loss = SquaredErrorSum.of(left, right);
    check(
        "squared_error_sum affine squared_error_sum_gradient",
        withGradients(loss, Affine.scale(loss, 2), left));
  }

  /** The gradient of one loss needs the other's, whose own gradient needs nothing. */
  @Test
  void lossesInARow() {
    Value first = SquaredErrorSum.of(left, right);
    Value second = BernoulliLogitsSum.of(left, right);
    List<Value> outputs = withGradients(first, second, left);
    outputs.addAll(withGradients(second, first, left));
    check(
        "bernoulli_logits_sum squared_error_sum+squared_error_sum_gradient"
            + " bernoulli_logits_sum_gradient",
        outputs);
  }

  /** The second gradient of a loss is computed by itself. */
  @Test
  void twoGradients() {
    Value loss = SquaredErrorSum.of(left, right);
    List<Value> outputs = withGradients(loss, ones, left);
    outputs.addAll(withGradients(loss, Fill.of(TensorType.f32(SAMPLES), 2), left));
    check(
        "fill squared_error_sum+squared_error_sum_gradient fill squared_error_sum_gradient",
        outputs);
  }

  /** Of two gradients the kernel makes both or none. */
  @Test
  void halfAGradient() {
    check(
        "fill gaussian_kl gaussian_kl_gradient",
        withGradients(GaussianKl.of(left, right), ones, right));
  }

  /** Nobody reads the loss itself. */
  @Test
  void gradientsAlone() {
    List<Value> outputs = withGradients(GaussianKl.of(left, right), ones, left, right);
    check("fill gaussian_kl+gaussian_kl_gradient", outputs.subList(1, 3));
  }

  /** The operands' memory is taken over where nobody reads them any more. */
  @Test
  void operandsAreOverwritten() {
    Value weight = Fill.of(TensorType.f32(129, 129), 0.01);
    Value hidden = Add.of(MatMul.of(left, weight), right);
    Value loss = SquaredErrorSum.of(hidden, right);
    List<Value> outputs = withGradients(loss, ones, left);
    check("fill fill matmul+add squared_error_sum+squared_error_sum_gradient matmul", outputs);
    try (Device device = device()) {
      List<PlannedCall> calls = device.plan(new Graph(outputs, Map.of())).calls();
      PlannedCall call = calls.get(calls.size() - 2);
      assertEquals(call.inputs().getFirst(), call.outputs().getLast());
    }
  }
}
