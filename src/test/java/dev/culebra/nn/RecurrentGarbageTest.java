package dev.culebra.nn;

import dev.culebra.files.Garbage;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recurrent layers, forwards and backwards over 64 sequences of up to 16 steps, allocate nothing
 * once compiled, also where the units do not fill whole vectors. A JVM of its own, as a training
 * has: what other tests made the compiler learn would change what it inlines.
 */
class RecurrentGarbageTest {
  private static final int SAMPLES = 64;
  private static final int STEPS = 16;
  private static final int WIDTH = 32;
  private static final int RUNS = 100;
  private static final int WARM_UPS = 60;

  @ParameterizedTest
  @CsvSource({
    "lstm, 128",
    "gru, 128",
    "lstm_lengths, 128",
    "gru_lengths, 128",
    "lstm, 100",
    "gru_lengths, 100"
  })
  void replaysMakeNoGarbage(String layer, String units) throws IOException, InterruptedException {
    Garbage.assertNone(RecurrentGarbageTest.class, layer, units);
  }

  /** Prints the bytes that {@link #RUNS} replays allocate after warming up. */
  public static void main(String[] arguments) throws IOException {
    int units = Integer.parseInt(arguments[1]);
    try (Recurrent layer =
            arguments[0].startsWith("lstm")
                ? new Lstm("layer", WIDTH, units)
                : new Gru("layer", WIDTH, units);
        Device device = Device.cpu(Workers.caller())) {
      layer.initialize(1);
      Input x = Input.feed("x", TensorType.f32(SAMPLES, STEPS, WIDTH));
      Input lengths = Input.feed("lengths", TensorType.of(DType.I32, SAMPLES));
      Tensor ends = arguments[0].endsWith("lengths") ? Tensor.of(lengths) : null;
      Map<Input, MemorySegment> states = new IdentityHashMap<>();
      layer.parameters().forEach(parameter -> states.put(parameter.state(), parameter.data()));
      try (Bound bound = Bound.of(device, device.plan(program(layer, x, ends)), states::get)) {
        if (ends != null) {
          for (int sample = 0; sample < SAMPLES; sample++) {
            bound.feed(lengths).setAtIndex(ValueLayout.JAVA_INT, sample, sample * 7 % 17);
          }
        }
        Garbage.print(() -> replay(bound), WARM_UPS);
      }
    }
  }

  /** Gradients of the sum of outputs and last states in the input and in every parameter. */
  private static Graph program(Recurrent layer, Input x, Tensor lengths) {
    List<Tensor> gradients =
        Trace.record(
            () -> {
              Recurrent.Result result = layer.apply(Tensor.of(x), lengths, null);
              Tensor loss = result.sequence().sumAll();
              for (Tensor state : result.states()) {
                loss = loss.add(state.sumAll());
              }
              List<Tensor> targets = new ArrayList<>(List.of(Tensor.of(x)));
              layer.parameters().stream().map(Parameter::tensor).forEach(targets::add);
              return Tensor.gradients(loss, targets);
            });
    return Graph.of(gradients.stream().map(Tensor::value).toArray(Value[]::new));
  }

  private static void replay(Bound bound) {
    for (int run = 0; run < RUNS; run++) {
      bound.run();
    }
  }
}
