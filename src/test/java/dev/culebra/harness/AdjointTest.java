package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Gather;
import dev.culebra.op.Resample2d;
import dev.culebra.op.ScatterAdd;
import dev.culebra.op.Slice;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations that are linear in their first input and those inputs' gradients are adjoint, on the
 * fastest tiers: {@code <A x, y> = <x, A' y>} for random x and y. So are convolution and transposed
 * convolution.
 */
class AdjointTest {
  private static final Set<Class<?>> LINEAR =
      Set.of(
          Conv2d.class,
          ConvTranspose2d.class,
          Gather.class,
          Resample2d.class,
          ScatterAdd.class,
          Slice.class);

  @TestFactory
  Stream<DynamicTest> adjoints() {
    return AllCases.all()
        .filter(test -> LINEAR.contains(test.op().getClass()) && test.smooth())
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> check(test)));
  }

  private static void check(Case test) {
    List<TensorType> types = test.signature().inputs();
    List<Input> inputs = new ArrayList<>();
    types.forEach(type -> inputs.add(Input.feed("x" + inputs.size(), type)));
    Value output = Node.apply(test.op(), inputs.toArray(Value[]::new));
    Input upstream = Input.feed("y", output.type());
    Value back =
        Gradients.of(List.of(output), List.of((Value) upstream), inputs.subList(0, 1)).get(0);
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> data = Tensors.fill(test, types, Seed.random(test + "adjoint"), arena);
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      for (int i = 0; i < data.size(); i++) {
        given.put(inputs.get(i), data.get(i));
      }
      Case seed = Case.of("y", test.op(), test.tolerance()).input(output.shape().sizes());
      List<TensorType> only = List.of(output.type());
      given.put(upstream, Tensors.fill(seed, only, Seed.random(test + "y"), arena).get(0));
      Map<Value, MemorySegment> values =
          new Eager(Tiers.of("cpu"), Workers.caller())
              .run(Graph.of(output, back), given::get, arena);
      double[] y = Tensors.read(output.type(), given.get(upstream));
      double[] x = Tensors.read(types.get(0), data.get(0));
      double[] forward = Tensors.read(output.type(), values.get(output));
      double[] backward = Tensors.read(types.get(0), values.get(back));
      double size = Math.sqrt(dot(forward, forward) * dot(y, y));
      // Each product of float32 sums is off by some 1e-7 of the lengths of its vectors.
      assertEquals(dot(forward, y), dot(x, backward), 1e-6 * size);
    }
  }

  private static double dot(double[] left, double[] right) {
    double total = 0;
    for (int i = 0; i < left.length; i++) {
      total += left[i] * right[i];
    }
    return total;
  }
}
