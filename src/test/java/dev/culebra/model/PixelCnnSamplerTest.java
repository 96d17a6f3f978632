package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelCnnSamplerTest {
  /** Each position by a pass over the whole grid. */
  private static final class Naive implements AutoCloseable {
    final Input codes;
    final Input labels;
    final Input logits;
    final Input counter = Input.feed("counter", Rng.COUNTER);
    final Bound pass;
    final Bound draw;
    float[] last;

    Naive(PixelCnn model, Device device, int batch) {
      PixelCnn.Config config = model.config();
      Shape grid = Shape.of(batch, model.height(), model.width());
      codes = Input.feed("codes", new TensorType(DType.I32, grid));
      labels = Input.feed("labels", TensorType.of(DType.I32, batch));
      logits = Input.feed("logits", TensorType.f32(batch, config.values()));
      Map<Input, MemorySegment> states = new IdentityHashMap<>();
      model.parameters().forEach((Parameter p) -> states.put(p.state(), p.data()));
      Value all = Trace.record(() -> model.logits(Tensor.of(codes), Tensor.of(labels)).value());
      pass = Bound.of(device, device.plan(Graph.of(all)), states::get);
      Value code =
          Trace.record(
              () ->
                  new Rng(Tensor.of(counter))
                      .categorical(PixelCnnSampler.DRAW, Tensor.of(logits))
                      .value());
      draw = Bound.of(device, device.plan(Graph.of(code)), states::get);
    }

    int[] draw(int[] classes, int batch, int positions, int values, long seed, long number) {
      int[] drawn = new int[batch * positions];
      for (int at = 0; at < positions; at++) {
        pass.feed(codes).copyFrom(MemorySegment.ofArray(drawn));
        if (pass.reads(labels)) {
          pass.feed(labels).copyFrom(MemorySegment.ofArray(classes));
        }
        pass.run();
        last = new float[batch * values];
        float[] all = pass.output(0).toArray(ValueLayout.JAVA_FLOAT);
        for (int sample = 0; sample < batch; sample++) {
          System.arraycopy(all, (sample * positions + at) * values, last, sample * values, values);
        }
        draw.feed(logits).copyFrom(MemorySegment.ofArray(last));
        draw.feed(counter).setAtIndex(ValueLayout.JAVA_LONG, 0, seed);
        draw.feed(counter).setAtIndex(ValueLayout.JAVA_LONG, 1, number * positions + at);
        draw.run();
        for (int sample = 0; sample < batch; sample++) {
          drawn[sample * positions + at] = draw.output(0).getAtIndex(ValueLayout.JAVA_INT, sample);
        }
      }
      return drawn;
    }

    @Override
    public void close() {
      pass.close();
      draw.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4,4,7,0,6,2,3,5",
    "3,5,2,3,5,3,5,1",
    "1,6,31,2,8,2,3,3",
    "6,1,5,0,7,3,3,2",
    "7,7,65,10,16,4,3,17",
    "8,8,512,0,64,3,3,4"
  })
  void cachedIsNaive(
      int height, int width, int values, int classes, int hidden, int layers, int kernel, int n) {
    PixelCnn.Config config =
        new PixelCnn.Config(Shape.of(height, width), values, classes, hidden, layers, kernel);
    int[] labels = classes == 0 ? null : IntStream.range(0, n).map(i -> i % classes).toArray();
    try (PixelCnn model = new PixelCnn(config);
        Device device = Device.cpu(Workers.of(2));
        PixelCnnSampler cached = new PixelCnnSampler(model, device, n);
        Naive naive = new Naive(model, device, n)) {
      model.initialize(3);
      for (long number = 0; number < 2; number++) {
        int[] wanted = naive.draw(labels, n, height * width, values, 11, number);
        assertArrayEquals(wanted, cached.draw(labels, 11, number));
        assertArrayEquals(naive.last, cached.lastLogits());
      }
    }
  }

  /** A later code changes no earlier logits, an earlier one all that follow. */
  @Test
  void seesWhatComesBeforeAndNothingElse() {
    PixelCnn.Config config = new PixelCnn.Config(Shape.of(5, 6), 4, 0, 8, 6, 3);
    try (PixelCnn model = new PixelCnn(config)) {
      model.initialize(2);
      float[] before = logits(model, new int[30]);
      for (int changed = 0; changed < 30; changed++) {
        int[] codes = new int[30];
        codes[changed] = 3;
        float[] after = logits(model, codes);
        for (int at = 0; at < 30; at++) {
          boolean same = Arrays.equals(before, 4 * at, 4 * at + 4, after, 4 * at, 4 * at + 4);
          assertEquals(at <= changed, same, "code " + changed + ", logits " + at);
        }
      }
    }
  }

  private static float[] logits(PixelCnn model, int[] codes) {
    try (Device device = Device.cpu(Workers.of(1));
        Naive naive = new Naive(model, device, 1)) {
      naive.pass.feed(naive.codes).copyFrom(MemorySegment.ofArray(codes));
      naive.pass.run();
      return naive.pass.output(0).toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
