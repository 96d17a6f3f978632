package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Transposed convolution as one product per {@link ConvPhase}, so that no zero is multiplied and no
 * pixel of the output is written twice.
 */
record ConvTranspose2dSimd(List<ConvPhase> phases, Shape input, Shape weight, Shape output)
    implements Kernel {
  static Choice select(ConvTranspose2d op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape weight = signature.input(1).shape();
    List<ConvPhase> phases = new ArrayList<>();
    for (int y = 0; y < Math.min(op.height(), op.window().strideHeight()); y++) {
      for (int x = 0; x < Math.min(op.width(), op.window().strideWidth()); x++) {
        phases.add(ConvPhase.of(op, weight, y, x));
      }
    }
    return new ConvTranspose2dSimd(
        phases, signature.input(0).shape(), weight, signature.output(0).shape());
  }

  @Override
  public Call bind(Operands operands) {
    Gemm[] products =
        phases.stream()
            .map(phase -> phase.bind(operands, input, weight, output))
            .toArray(Gemm[]::new);
    return () -> {
      for (Gemm product : products) {
        product.run();
      }
    };
  }

  @Override
  public long workspaceBytes() {
    return phases.stream()
        .mapToLong(phase -> Gemm.workspaceBytes(phase.size(input, weight)))
        .max()
        .orElse(0);
  }
}
