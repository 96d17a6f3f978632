package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An update of many tensors, element by element and in place, unless the last input, a scalar, is
 * 0: then all are kept.
 */
record UpdateRef(ManyTensors tensors, Formula formula) implements Kernel {
  /** The formula of an update. */
  @FunctionalInterface
  interface Formula {
    /**
     * Replaces the values of an element by their next ones.
     *
     * @param values one for each kind of input
     * @param shared the elements of the inputs that the tensors share, one after the other
     */
    void step(double[] values, double[] shared);
  }

  /**
   * The step of an optimizer: parameters, gradients, moments; then rates and a scale of the
   * gradients. A moment below the least normal float32 is 0.
   */
  static Kernel step(Signature signature, int moments, Formula formula) {
    return new UpdateRef(
        ManyTensors.step(signature, moments),
        (values, shared) -> {
          values[1] *= shared[shared.length - 1];
          formula.step(values, shared);
          for (int moment = 2; moment < values.length; moment++) {
            values[moment] = Math.abs(values[moment]) < Float.MIN_NORMAL ? 0 : values[moment];
          }
        });
  }

  @Override
  public Call bind(Operands operands) {
    List<TensorType> types = tensors.signature().inputs();
    return () -> {
      double[] shared =
          IntStream.range(tensors.kinds() * tensors.count(), types.size())
              .mapToObj(input -> elements(types.get(input), operands.input(input)))
              .flatMapToDouble(DoubleStream::of)
              .toArray();
      Formula next = shared[shared.length - 1] == 0 ? (_, _) -> {} : formula;
      for (int tensor = 0; tensor < tensors.count(); tensor++) {
        run(next, tensors.types().get(tensor), tensors.one(tensor, operands), shared);
      }
    };
  }

  private static double[] elements(TensorType type, MemorySegment bytes) {
    return LongStream.range(0, type.elements()).mapToDouble(Cells.of(type, bytes)::get).toArray();
  }

  private void run(Formula next, TensorType type, Operands operands, double[] shared) {
    List<Cells> inputs =
        operands.inputs().stream()
            .limit(tensors.kinds())
            .map(bytes -> Cells.of(type, bytes))
            .toList();
    List<Cells> outputs = operands.outputs().stream().map(bytes -> Cells.of(type, bytes)).toList();
    double[] values = new double[tensors.kinds()];
    for (long i = 0; i < type.elements(); i++) {
      for (int kind = 0; kind < values.length; kind++) {
        values[kind] = inputs.get(kind).get(i);
      }
      next.step(values, shared);
      for (int output = 0; output < outputs.size(); output++) {
        outputs.get(output).set(i, values[tensors.old()[output]]);
      }
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return tensors.previous(output) == input;
  }
}
