package dev.culebra.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.nn.Activation;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.Eager;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to the Jacobian's norm give the same numbers, and the same gradients of them. */
class JacobianLossTest {
  private static final int SAMPLES = 5;
  private final SplittableRandom random = new SplittableRandom(3);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Samples, the weight and the bias of a layer while a program of them is recorded. */
  private record Layer(Tensor samples, Tensor weight, Tensor bias) {
    Tensor code() {
      return Activation.SIGMOID.apply(samples.matmul(weight).add(bias));
    }
  }

  /** A penalty, and its gradients in weight and bias. */
  private static List<float[]> run(
      Map<Input, float[]> feeds, Layer layer, Function<Layer, Tensor> penalty) {
    Tensor found = penalty.apply(layer);
    List<Value> outputs = new ArrayList<>(List.of(found.value()));
    Tensor.gradients(found.sumAll(), List.of(layer.weight, layer.bias))
        .forEach(gradient -> outputs.add(gradient.value()));
    try (Device device = Device.cpu(Workers.of(1));
        Arena arena = Arena.ofShared()) {
      Map<Value, MemorySegment> values =
          new Eager(device.tiers(), device.workers())
              .run(
                  new Graph(outputs, Map.of()),
                  input -> copy(arena, feeds.get(input), input.type()),
                  arena);
      return outputs.stream()
          .map(output -> values.get(output).toArray(ValueLayout.JAVA_FLOAT))
          .toList();
    }
  }

  private static MemorySegment copy(Arena arena, float[] numbers, TensorType type) {
    MemorySegment memory = arena.allocate(type.bytes(), 64);
    MemorySegment.copy(numbers, 0, memory, ValueLayout.JAVA_FLOAT, 0, numbers.length);
    return memory;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 3", "17, 8", "3, 13"})
  void closedFormAndGradientsAgree(int inputs, int units) {
    Input samples = Input.feed("samples", TensorType.f32(SAMPLES, inputs));
    Input weight = Input.feed("weight", TensorType.f32(inputs, units));
    Input bias = Input.feed("bias", TensorType.f32(units));
    Map<Input, float[]> feeds =
        Map.of(
            samples,
            numbers(SAMPLES * inputs),
            weight,
            numbers(inputs * units),
            bias,
            numbers(units));
    Layer layer = new Layer(Tensor.of(samples), Tensor.of(weight), Tensor.of(bias));
    List<float[]> closed = run(feeds, layer, l -> JacobianLoss.ofSigmoidLayer(l.code(), l.weight));
    List<float[]> exact = run(feeds, layer, l -> JacobianLoss.exact(l.code(), l.samples));
    assertEquals(3, closed.size());
    for (int i = 0; i < closed.size(); i++) {
      assertArrayEquals(closed.get(i), exact.get(i), 2e-5f * largest(closed.get(i)));
    }
  }

  private static float largest(float[] numbers) {
    float largest = 1;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }

  /** Every pattern of signs once: the mean over all directions is the norm itself. */
  @Test
  void theMeanOverAllDirectionsIsTheNorm() {
    int units = 3;
    Input samples = Input.feed("samples", TensorType.f32(SAMPLES, 7));
    Input weight = Input.feed("weight", TensorType.f32(7, units));
    Input bias = Input.feed("bias", TensorType.f32(units));
    Map<Input, float[]> feeds =
        Map.of(samples, numbers(SAMPLES * 7), weight, numbers(7 * units), bias, numbers(units));
    Layer layer = new Layer(Tensor.of(samples), Tensor.of(weight), Tensor.of(bias));
    Rng everySign =
        new Rng(null) {
          @Override
          public Tensor uniform(String name, Shape shape) {
            int pattern = Integer.parseInt(name.substring("direction".length()));
            float[] numbers = new float[(int) shape.elements()];
            for (int i = 0; i < numbers.length; i++) {
              numbers[i] = (pattern >> i % units & 1) == 0 ? 0.1f : 0.9f;
            }
            return Tensor.of(shape, numbers);
          }
        };
    List<float[]> exact = run(feeds, layer, l -> JacobianLoss.exact(l.code(), l.samples));
    List<float[]> mean =
        run(feeds, layer, l -> JacobianLoss.sampled(l.code(), l.samples, 1 << units, everySign));
    for (int i = 0; i < exact.size(); i++) {
      assertArrayEquals(exact.get(i), mean.get(i), 2e-5f * largest(exact.get(i)));
    }
  }
}
