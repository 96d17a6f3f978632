package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Concat;
import dev.culebra.op.Slice;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lengths of the golden cases are 5, 2, 4 and 1 of 5 steps. */
class RecurrentTest {
  private static final LayerGolden GOLDEN = new LayerGolden("recurrent_layers");

  private static void check(String name, Recurrent layer, boolean lengths, boolean states) {
    try (layer) {
      GOLDEN.check(
          name,
          layer,
          true,
          inputs -> {
            Tensor ends = lengths ? lengths() : null;
            List<Tensor> given = states ? inputs.subList(1, inputs.size()) : null;
            Recurrent.Result result = layer.apply(inputs.get(0), ends, given);
            List<Tensor> outputs = new ArrayList<>(List.of(result.sequence()));
            outputs.addAll(result.states());
            return outputs;
          });
    }
  }

  private static Tensor lengths() {
    MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, 5, 2, 4, 1);
    return Tensor.over(TensorType.of(DType.I32, 4), data);
  }

  @Test
  void lstm() {
    check("lstm", new Lstm("layer", 3, 4), false, true);
    check("lstm_both_deep", new Lstm("layer", 3, 4, 2, true), false, false);
  }

  @Test
  void lstmWithLengths() {
    check("lstm_lengths", new Lstm("layer", 3, 4), true, false);
    check("lstm_both_deep_lengths", new Lstm("layer", 3, 4, 2, true), true, true);
  }

  @Test
  void gru() {
    check("gru", new Gru("layer", 3, 4), false, true);
    check("gru_both_deep", new Gru("layer", 3, 4, 2, true), false, false);
  }

  @Test
  void gruWithLengths() {
    check("gru_lengths", new Gru("layer", 3, 4), true, false);
    check("gru_both_deep_lengths", new Gru("layer", 3, 4, 2, true), true, true);
  }

  /** Step by step is the whole sequence: the same golden values and gradients, states included. */
  @Test
  void steps() {
    checkSteps("lstm", new Lstm("layer", 3, 4));
    checkSteps("gru", new Gru("layer", 3, 4));
  }

  private static void checkSteps(String name, Recurrent layer) {
    try (layer) {
      GOLDEN.check(
          name,
          layer,
          true,
          inputs -> {
            List<Tensor> states = inputs.subList(1, inputs.size());
            List<Value> sequence = new ArrayList<>();
            for (int step = 0; step < inputs.get(0).size(1); step++) {
              Value input = Slice.along(inputs.get(0).value(), 1, step, step + 1);
              Recurrent.Result result = layer.step(Tensor.of(input).reshape(4, 3), states);
              sequence.add(result.sequence().reshape(4, 1, 4).value());
              states = result.states();
            }
            List<Tensor> outputs = new ArrayList<>(List.of(Tensor.of(Concat.of(1, sequence))));
            outputs.addAll(states);
            return outputs;
          });
    }
  }

  @Test
  void bothDirectionsMakeNoSteps() {
    try (Gru layer = new Gru("layer", 3, 4, 1, true)) {
      Tensor input = Tensor.of(Shape.of(2, 3), new float[6]);
      var refusal = assertThrows(IllegalStateException.class, () -> layer.step(input, null));
      assertEquals(
          "[recurrent] both directions need whole sequences; no steps", refusal.getMessage());
    }
  }

  /** Tensors that hold data give at once what the same layer gives when its program is traced. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eagerIsTraced(boolean bidirectional) {
    eager(new Lstm("layer", 3, 4, 2, bidirectional), 2, bidirectional ? 4 : 2);
    eager(new Gru("layer", 3, 4, 2, bidirectional), 1, bidirectional ? 4 : 2);
  }

  private static void eager(Recurrent layer, int kinds, int rows) {
    try (layer) {
      layer.initialize(5);
      List<Tensor> given = new ArrayList<>(List.of(random(1, 4, 5, 3)));
      for (int kind = 0; kind < kinds; kind++) {
        given.add(random(2 + kind, rows, 4, 4));
      }
      Recurrent.Result now = layer.apply(given.get(0), lengths(), given.subList(1, 1 + kinds));
      List<Tensor> found = new ArrayList<>(List.of(now.sequence()));
      found.addAll(now.states());
      List<Tensor> traced = traced(layer, given);
      for (int i = 0; i < found.size(); i++) {
        assertEquals(traced.get(i).shape(), found.get(i).shape());
        assertArrayEquals(traced.get(i).toFloats(), found.get(i).toFloats());
      }
      assertEquals(Shape.of(4, 5, rows * 2), now.sequence().shape());
    }
  }

  /** Plans a traced program and runs it. */
  private static List<Tensor> traced(Recurrent layer, List<Tensor> given) {
    List<Input> feeds = given.stream().map(tensor -> Input.feed("feed", tensor.type())).toList();
    List<Tensor> handles = feeds.stream().map(Tensor::of).toList();
    List<Value> results =
        Trace.record(
            () -> {
              Recurrent.Result result =
                  layer.apply(handles.get(0), lengths(), handles.subList(1, handles.size()));
              List<Value> all = new ArrayList<>(List.of(result.sequence().value()));
              result.states().forEach(state -> all.add(state.value()));
              return all;
            });
    Map<Input, MemorySegment> states = new IdentityHashMap<>();
    layer.parameters().forEach(parameter -> states.put(parameter.state(), parameter.data()));
    try (Device device = Device.cpu(Workers.caller());
        Bound bound =
            Bound.of(device, device.plan(Graph.of(results.toArray(Value[]::new))), states::get)) {
      for (int i = 0; i < feeds.size(); i++) {
        bound.feed(feeds.get(i)).copyFrom(given.get(i).data());
      }
      bound.run();
      List<Tensor> found = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        float[] elements = bound.output(i).toArray(ValueLayout.JAVA_FLOAT);
        found.add(Tensor.of(results.get(i).shape(), elements));
      }
      return found;
    }
  }

  /** What lies behind an end is not read: NaN there changes no result. */
  @Test
  void behindTheEnds() {
    try (Lstm layer = new Lstm("layer", 3, 4, 2, true)) {
      layer.initialize(5);
      Tensor clean = random(1, 4, 5, 3);
      float[] elements = clean.toFloats();
      int[] ends = {5, 2, 4, 1};
      for (int i = 0; i < elements.length; i++) {
        if (i / 3 % 5 >= ends[i / 15]) {
          elements[i] = Float.NaN;
        }
      }
      Tensor dirty = Tensor.of(clean.shape(), elements);
      assertArrayEquals(
          layer.apply(clean, lengths(), null).sequence().toFloats(),
          layer.apply(dirty, lengths(), null).sequence().toFloats());
    }
  }

  private static Tensor random(long seed, int... sizes) {
    Random random = new Random(seed);
    float[] elements = new float[Math.toIntExact(Shape.of(sizes).elements())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return Tensor.of(Shape.of(sizes), elements);
  }
}
