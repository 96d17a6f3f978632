package dev.culebra.nn;

import dev.culebra.op.Divide;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Square;
import dev.culebra.op.Sum;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code weight = g·v/‖v‖} with a length g for each output (Salimans and Kingma 2016), or for each
 * place of whatever axis is first in files. These hold PyTorch's {@code
 * parametrizations.weight.original0} (g) and {@code original1} (v). A new g is the length of v.
 */
final class WeightNorm extends Module implements Weight {
  private final Parameter length;
  private final Parameter direction;

  WeightNorm(Weight.Description of) {
    String path = of.layer() + ".parametrizations.weight.original";
    FileLayout first = of.first();
    int count = of.type().shape().size(-1);
    int[] stored = new int[of.layout().stored().rank()];
    Arrays.fill(stored, 1);
    stored[0] = count;
    length =
        parameter(
            new Parameter(
                path + "0",
                TensorType.f32(count),
                new FileLayout(Shape.of(stored), first.view(), first.permutation()),
                Initializer.constant(1),
                true));
    direction =
        parameter(new Parameter(path + "1", of.type(), of.layout(), of.initializer(), true));
  }

  @Override
  protected void initialized() {
    float[] all = direction.toFloats();
    float[] lengths = new float[Math.toIntExact(length.type().elements())];
    int each = all.length / lengths.length;
    for (int output = 0; output < lengths.length; output++) {
      double sum = 0;
      for (int i = output * each; i < (output + 1) * each; i++) {
        sum += (double) all[i] * all[i];
      }
      lengths[output] = (float) Math.sqrt(sum);
    }
    length.setFile(MemorySegment.ofArray(lengths));
  }

  @Override
  public Tensor tensor() {
    List<Integer> inputs = IntStream.range(0, direction.type().shape().rank() - 1).boxed().toList();
    return Tensor.apply(
        values ->
            Multiply.of(
                values[1], Divide.of(values[0], Sqrt.of(Sum.of(Square.of(values[1]), inputs)))),
        length.tensor(),
        direction.tensor());
  }
}
