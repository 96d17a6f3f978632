package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.OpException;
import dev.culebra.op.Add;
import dev.culebra.op.Concat;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Embedding;
import dev.culebra.op.Gather;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.Slice;
import dev.culebra.op.Softmax;
import dev.culebra.op.Sum;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Types and shapes that do not fit: what the message says, and that no byte changes. */
class BadCallsTest extends BadCalls {
  @Test
  void numberOfInputs() {
    refused("[matmul] 1 inputs; 2 expected: f32[2,3]", PRODUCT, List.of(f32(2, 3)), f32(2, 2));
  }

  @Test
  void numberOfOutputs() {
    refused(
        "[matmul] 2 outputs given; the operation has 1: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)),
        f32(2, 4),
        f32(2, 4));
    refused(
        "[matmul] 0 outputs given; the operation has 1: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)));
  }

  @Test
  void rank() {
    refused(
        "[conv2d] input 0 has rank 3, not 4: f32[5,5,2] x f32[3,3,2,4]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(5, 5, 2), f32(3, 3, 2, 4)),
        f32(1, 3, 3, 4));
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Kernels.convTranspose2d(
                    f32(1, 3, 3, 4), f32(3, 3, 2, 4), Window2d.of(1, 0), 1, f32(5, 5, 2)));
    assertEquals(
        "[conv_transpose2d] the output is f32[5,5,2]; rank 4 needed with f32[1,3,3,4]",
        failure.getMessage());
  }

  @Test
  void elementType() {
    refused(
        "[gaussian_kl] types differ: f32[2,3] and f64[2,3]: f32[2,3] x f64[2,3]",
        new GaussianKl(),
        List.of(f32(2, 3), operand(TensorType.of(DType.F64, 2, 3))),
        f32(2));
    refused(
        "[matmul] i32 has no arithmetic here: i32[2,3] x i32[3,4]",
        PRODUCT,
        List.of(operand(TensorType.of(DType.I32, 2, 3)), operand(TensorType.of(DType.I32, 3, 4))),
        f32(2, 4));
  }

  @Test
  void depth() {
    refused(
        "[matmul] depth 784 != 512: f32[64,784] x f32[512,128]",
        PRODUCT,
        List.of(f32(64, 784), f32(512, 128)),
        f32(64, 128));
    refused(
        "[conv2d] input has 3 channels; weight and groups need 2: f32[1,5,5,3] x f32[3,3,2,4]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(1, 5, 5, 3), f32(3, 3, 2, 4)),
        f32(1, 3, 3, 4));
  }

  @Test
  void groups() {
    refused(
        "[conv2d] 2 groups do not divide 3 output channels: f32[1,5,5,4] x f32[3,3,2,3]",
        new Conv2d(Window2d.of(1, 0), 2),
        List.of(f32(1, 5, 5, 4), f32(3, 3, 2, 3)),
        f32(1, 3, 3, 3));
  }

  @Test
  void negativePadding() {
    var failure = assertThrows(IllegalArgumentException.class, () -> Window2d.of(1, -1));
    assertEquals(
        "[window] padding top -1, bottom -1, left -1, right -1; none may be negative",
        failure.getMessage());
  }

  @Test
  void kernelLargerThanImage() {
    refused(
        "[conv2d] the kernel is larger than the padded image: f32[1,2,2,1] x f32[3,3,1,1]",
        new Conv2d(Window2d.of(1, 0), 1),
        List.of(f32(1, 2, 2, 1), f32(3, 3, 1, 1)),
        f32(1, 1, 1, 1));
  }

  @Test
  void axisOutOfRange() {
    refused(
        "[softmax] axis 2 is outside the rank: f32[2,3]",
        new Softmax(2),
        List.of(f32(2, 3)),
        f32(2, 3));
    refused(
        "[softmax] axis -1 is outside the rank: f32[2,3]",
        new Softmax(-1),
        List.of(f32(2, 3)),
        f32(2, 3));
    refused(
        "[sum] axis -1 is outside the rank: f32[2,3]",
        new Sum(List.of(-1)),
        List.of(f32(2, 3)),
        f32(2, 1));
    refused(
        "[concat] axis -1 is outside the rank: f32[2,3] x f32[2,3]",
        new Concat(-1),
        List.of(f32(2, 3), f32(2, 3)),
        f32(2, 6));
  }

  @Test
  void indexOutOfRange() {
    refused(
        "[slice] axis 0 has no 1:9:1: f32[8]",
        new Slice(List.of(1), List.of(9), List.of(1)),
        List.of(f32(8)),
        f32(8));
  }

  /** Only a run can see it; what was written before belongs to the output. */
  @Test
  void elementOfAnIndexOutOfRange() {
    for (String tier : List.of("ref", "simd")) {
      KernelOptions options = KernelOptions.tier(tier);
      Operand table = Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
      for (int number : new int[] {-1, 3}) {
        Operand numbers = Operand.i32(new int[] {0, number}, 2);
        MemorySegment block = bytes(48);
        Operand rows = Operand.f32(block.asSlice(16, 16), 2, 2);
        Kernels.using(
            options,
            () -> {
              var failure =
                  assertThrows(
                      OpException.class,
                      () -> Kernels.run(new Embedding(), List.of(table, numbers), List.of(rows)));
              assertEquals(
                  "[embedding] index "
                      + number
                      + " at 1; the table [3,2] has 3: f32[3,2] x i32[2] -> f32[2,2]",
                  failure.getMessage());
            });
        for (int i = 0; i < 16; i++) {
          assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, i), "before the output");
          assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, 32 + i), "after the output");
        }
        Operand places = Operand.i32(new int[] {0, 1, number, 0}, 2, 2);
        Kernels.using(
            options,
            () -> {
              var failure =
                  assertThrows(
                      OpException.class,
                      () -> Kernels.run(new Gather(0), List.of(table, places), List.of(rows)));
              assertEquals(
                  "[gather] index " + number + " is outside 0..2: f32[3,2] x i32[2,2] -> f32[2,2]",
                  failure.getMessage());
            });
      }
    }
  }

  @Test
  void outputType() {
    refused(
        "[matmul] output 0 is f32[4,2]; needs f32[2,4]: f32[2,3] x f32[3,4] -> f32[2,4]",
        PRODUCT,
        List.of(f32(2, 3), f32(3, 4)),
        f32(4, 2));
  }

  @Test
  void tierThatIsNotThere() {
    Kernels.using(
        KernelOptions.tier("abacus"),
        () -> {
          var failure =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Kernels.run(PRODUCT, List.of(f32(2, 3), f32(3, 4)), List.of(f32(2, 4))));
          assertEquals(
              "[matmul] no tier abacus; there are ",
              failure.getMessage().replaceAll("\\[[^]]*]$", ""));
        });
  }

  @Test
  void tierWithoutThisKernel() {
    TensorType doubles = TensorType.of(DType.F64, 3);
    Kernels.using(
        KernelOptions.tier("simd"),
        () ->
            refused(
                "[add] no kernel on cpu for [f64[3], f64[3]]; simd: f64; only f32",
                new Add(),
                List.of(operand(doubles), operand(doubles)),
                operand(doubles)));
  }
}
