package dev.culebra.bench;

import dev.culebra.harness.CudaRecurrentTest;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recurrent layers with a launch for each step beside all steps in one launch. */
public final class GpuRecurrent {
  private static final int STEPS = 32;
  private static final int[] UNITS = {32, 64, 128, 256};
  private static final int[] SEQUENCES = {1, 16, 128, 1024};

  private GpuRecurrent() {}

  /** The operation of a layer without lengths. */
  public static Signature lstm(int sequences, int steps, int inputs, int units) {
    return layer(new LstmSequence(), 4, 1, sequences, steps, inputs, units);
  }

  /** The same of a GRU. */
  public static Signature gru(int sequences, int steps, int inputs, int units) {
    return layer(new GruSequence(), 3, 2, sequences, steps, inputs, units);
  }

  private static Signature layer(
      Op op, int gates, int biases, int sequences, int steps, int inputs, int units) {
    List<TensorType> types =
        new ArrayList<>(
            List.of(
                TensorType.f32(sequences, steps, inputs),
                TensorType.f32(inputs, gates * units),
                TensorType.f32(units, gates * units)));
    for (int bias = 0; bias < biases; bias++) {
      types.add(TensorType.f32(gates * units));
    }
    while (types.size() < 6) {
      types.add(TensorType.f32(sequences, units));
    }
    return Signature.of(op, types);
  }

  /** The gradient of a layer, from those of what a model uses of its outputs. */
  private static Signature gradient(Signature layer) {
    boolean isLstm = layer.op() instanceof LstmSequence;
    int seeds = isLstm ? 3 : 2;
    return Signature.of(
        isLstm ? new LstmSequenceGradient(seeds, false) : new GruSequenceGradient(seeds, false),
        Stream.of(layer.inputs(), layer.outputs(), layer.outputs().subList(0, seeds))
            .flatMap(List::stream)
            .toList());
  }

  /** Prints what both take, of layers whose name the expression is found in. */
  public static void measure(String filter, double seconds, PrintStream out) {
    for (String kind : List.of("lstm", "gru")) {
      for (int units : UNITS) {
        for (int sequences : SEQUENCES) {
          String name = "%s %dx%d %d>%d".formatted(kind, sequences, STEPS, units, units);
          if (Pattern.compile(filter).matcher(name).find()) {
            Signature layer =
                kind.equals("lstm")
                    ? lstm(sequences, STEPS, units, units)
                    : gru(sequences, STEPS, units, units);
            print(name + " forward", layer, seconds, out);
            print(name + " backward", gradient(layer), seconds, out);
          }
        }
      }
    }
  }

  private static void print(String name, Signature signature, double seconds, PrintStream out) {
    double steps = CudaRecurrentTest.with("steps", () -> time(signature, seconds));
    double walk = CudaRecurrentTest.with("walk", () -> time(signature, seconds));
    out.printf(
        "%s: a launch for each step %.1f us, all in one %.1f us, %.2f times as fast%n",
        name, 1e6 * steps, 1e6 * walk, steps / walk);
  }

  private static double time(Signature signature, double seconds) {
    Tiers tiers = Tiers.of("cuda");
    Accelerator device = tiers.accelerator();
    Kernel kernel = tiers.select(signature);
    List<MemorySegment> inputs = allocate(device, signature.inputs());
    List<MemorySegment> outputs = allocate(device, signature.outputs());
    MemorySegment workspace = device.allocate(Math.max(1, kernel.workspaceBytes()));
    Operands operands = new Operands(inputs, outputs, workspace, null);
    try (Accelerator.Recording recording = device.record(List.of(device.bind(kernel, operands)))) {
      return new Stopwatch(recording::begin, () -> device.run(List.of()), Stopwatch.Clock.WALL)
          .slice(seconds);
    } finally {
      Stream.of(inputs, outputs, List.of(workspace)).flatMap(List::stream).forEach(device::free);
    }
  }

  private static List<MemorySegment> allocate(Accelerator device, List<TensorType> types) {
    return types.stream().map(type -> device.allocate(type.bytes())).toList();
  }
}
