package outside;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.KernelTable;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/** A tier of one kernel, named in {@code META-INF/services}. */
public final class CubeBackend implements Backend {
  private static final KernelTable KERNELS =
      new KernelTable().add(Cube.class, (op, signature) -> kernel(signature));

  private static Choice kernel(Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new CubeKernel(signature.input(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record CubeKernel(long elements) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      return () -> {
        for (long i = 0; i < elements; i++) {
          float x = input.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          output.setAtIndex(ValueLayout.JAVA_FLOAT, i, x * x * x);
        }
      };
    }

    @Override
    public boolean inPlace(int output, int input) {
      return true;
    }
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String tier() {
    return "outside";
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public String refusal() {
    return null;
  }

  @Override
  public Set<Class<? extends Op>> operations() {
    return KERNELS.operations();
  }

  @Override
  public Choice select(Signature signature) {
    return KERNELS.select(signature);
  }
}
