package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantizersTest {
  private static final LayerGolden GOLDEN = new LayerGolden("vq_layers");
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void codebookByGradient() {
    VectorQuantizer.Options options = new VectorQuantizer.Options(0, 0.25, 1e-5, 0, false);
    try (VectorQuantizer layer = new VectorQuantizer("layer", 7, 5, options)) {
      GOLDEN.check("gradient", layer, true, inputs -> outputs(layer.apply(inputs.get(0), null)));
    }
  }

  @Test
  void codebookByAverages() {
    VectorQuantizer.Options options = new VectorQuantizer.Options(0.9, 0.25, 1e-5, 0, false);
    try (VectorQuantizer layer = new VectorQuantizer("layer", 31, 6, options)) {
      GOLDEN.check("averages", layer, true, inputs -> outputs(layer.apply(inputs.get(0), null)));
    }
  }

  private static List<Tensor> outputs(VectorQuantizer.Quantized found) {
    return List.of(found.output(), found.loss(), found.perplexity());
  }

  @Test
  void finiteScalars() {
    FiniteScalarQuantizer layer = new FiniteScalarQuantizer(List.of(8, 5, 4, 2));
    GOLDEN.check(
        "finite_scalar",
        Sequential.of("layer"),
        true,
        inputs -> List.of(layer.apply(inputs.get(0)).output()));
  }

  @Test
  void finiteScalarsUseEveryNumberAndKeepZero() {
    FiniteScalarQuantizer layer = new FiniteScalarQuantizer(List.of(8, 5, 2));
    int[] numbers = new int[Math.toIntExact(layer.codes())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    MemorySegment memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, numbers);
    Tensor index = Tensor.over(TensorType.of(DType.I32, numbers.length), memory);
    float[] codes = layer.decode(index).toFloats();
    for (float code : codes) {
      assertTrue(Math.abs(code) <= 1);
    }
    // A large multiple of a code is bounded to its extremes; those come back as themselves.
    Tensor wide = Tensor.of(Shape.of(2, 3), 9, 9, 9, -9, -9, -9);
    FiniteScalarQuantizer.Quantized ends = layer.apply(wide);
    assertArrayEquals(
        new int[] {numbers.length - 1, 0}, ends.index().data().toArray(ValueLayout.JAVA_INT));
    assertArrayEquals(ends.output().toFloats(), layer.decode(ends.index()).toFloats());
    Tensor zero = Tensor.of(Shape.of(1, 3), 0, 0, 0);
    assertArrayEquals(new float[3], layer.apply(zero).output().add(zero).toFloats());
  }

  @Test
  void refusesWrongShapes() {
    FiniteScalarQuantizer scalars = new FiniteScalarQuantizer(List.of(3, 3));
    assertThrows(OpException.class, () -> scalars.apply(Tensor.of(Shape.of(1, 3), 1, 2, 3)));
    assertThrows(IllegalArgumentException.class, () -> new FiniteScalarQuantizer(List.of(1)));
    VectorQuantizer.Options cosine = new VectorQuantizer.Options(0.9, 1, 1e-5, 0, true);
    assertThrows(
        IllegalArgumentException.class, () -> new ResidualQuantizer("layer", 2, 3, 4, cosine));
  }

  @Test
  void decodeRepeatsTheCodesOfEveryHead() {
    for (boolean cosine : new boolean[] {false, true}) {
      VectorQuantizer.Options options = new VectorQuantizer.Options(0.9, 1, 1e-5, 0, cosine);
      try (VectorQuantizer layer = new VectorQuantizer("layer", 3, 13, 4, options)) {
        layer.initialize(5);
        VectorQuantizer.Quantized found = layer.apply(normal(2, 5, 12), null);
        assertEquals(Shape.of(2, 5, 3), found.index().shape());
        assertEquals(Shape.of(3, 1), found.perplexity().shape());
        assertArrayEquals(found.codes().toFloats(), layer.decode(found.index()).toFloats());
      }
    }
  }

  @Test
  void stagesLeaveLessAndLess() {
    VectorQuantizer.Options options = VectorQuantizer.Options.DEFAULT;
    try (ResidualQuantizer layer = new ResidualQuantizer("layer", 3, 17, 4, options)) {
      layer.initialize(5);
      Tensor input = normal(9, 4);
      ResidualQuantizer.Quantized found = layer.apply(input, null);
      float[] decoded = layer.decode(found.indices()).toFloats();
      float[] output = found.output().toFloats();
      for (int i = 0; i < decoded.length; i++) {
        assertEquals(decoded[i], output[i], 1e-5f, "seed " + SEED);
      }
      double before = Double.POSITIVE_INFINITY;
      for (VectorQuantizer.Quantized stage : found.stages()) {
        double loss = stage.loss().meanAll().toFloats()[0];
        assertTrue(loss < before, "seed " + SEED);
        before = loss;
      }
    }
  }

  @Test
  void deadCodesBecomeVectorsOfTheBatch() {
    VectorQuantizer.Options options = new VectorQuantizer.Options(0.5, 1, 1e-5, 0.6, false);
    try (VectorQuantizer layer = new VectorQuantizer("layer", 5, 2, options)) {
      // The first code has the two vectors; the others' counts fall to a half.
      layer.setCodebook(new float[] {0, 0, 9, 9, 9, 8, 8, 9, 8, 8});
      Input input = Input.feed("x", TensorType.f32(2, 2));
      Input counter = Input.feed("counter", Rng.COUNTER);
      Trace.Recorded<VectorQuantizer.Quantized> recorded =
          Trace.training(() -> layer.apply(Tensor.of(input), new Rng(Tensor.of(counter))));
      Map<Parameter, Tensor> updates = recorded.next(Tensor.scalar(1));
      float[] next = next(layer, updates, input, counter).get("layer.codebook");
      assertArrayEquals(next, next(layer, updates, input, counter).get("layer.codebook"));
      for (int code = 1; code < 5; code++) {
        float value = next[2 * code];
        assertTrue(value == 1 || value == -1, "code " + code + " is " + value);
        assertEquals(value / 2, next[2 * code + 1]);
      }
    }
  }

  private static Map<String, float[]> next(
      VectorQuantizer layer, Map<Parameter, Tensor> updates, Input input, Input counter) {
    Map<String, float[]> found = new HashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      Map<Input, MemorySegment> given = new HashMap<>();
      given.put(input, arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0.5f, -1, -0.5f));
      given.put(counter, arena.allocateFrom(ValueLayout.JAVA_LONG, 7, 3, 0));
      layer.parameters().forEach(parameter -> given.put(parameter.state(), parameter.data()));
      Graph graph = Graph.of(updates.values().stream().map(Tensor::value).toArray(Value[]::new));
      Map<Value, MemorySegment> values =
          new Eager(Tiers.of("cpu"), Workers.caller()).run(graph, given::get, arena);
      updates.forEach(
          (parameter, tensor) ->
              found.put(
                  parameter.name(), values.get(tensor.value()).toArray(ValueLayout.JAVA_FLOAT)));
    }
    return found;
  }

  private Tensor normal(int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(shape, values);
  }
}
