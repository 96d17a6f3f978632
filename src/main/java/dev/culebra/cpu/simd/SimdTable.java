package dev.culebra.cpu.simd;

import dev.culebra.kernel.KernelTable;
import dev.culebra.op.Abs;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.AllFinite;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Concat;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Divide;
import dev.culebra.op.EluGradient;
import dev.culebra.op.EmaStep;
import dev.culebra.op.Equal;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.Greater;
import dev.culebra.op.LeakyRelu;
import dev.culebra.op.LeakyReluGradient;
import dev.culebra.op.MatMul;
import dev.culebra.op.Max;
import dev.culebra.op.Maximum;
import dev.culebra.op.Minimum;
import dev.culebra.op.Multiply;
import dev.culebra.op.Negate;
import dev.culebra.op.Reciprocal;
import dev.culebra.op.Relu;
import dev.culebra.op.ReluGradient;
import dev.culebra.op.Select;
import dev.culebra.op.SgdStep;
import dev.culebra.op.SigmoidGradient;
import dev.culebra.op.Slice;
import dev.culebra.op.SliceGradient;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Square;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.op.TanhGradient;
import dev.culebra.op.Transpose;

/** The kernels of the Vector API tier, one line each. */
final class SimdTable {
  private SimdTable() {}

  static KernelTable create() {
    return new KernelTable()
        .add(Abs.class, AbsSimd::select)
        .add(AdamStep.class, AdamStepSimd::select)
        .add(Add.class, AddSimd::select)
        .add(Affine.class, AffineSimd::select)
        .add(AllFinite.class, AllFiniteSimd::select)
        .add(Broadcast.class, BroadcastSimd::select)
        .add(Concat.class, ConcatSimd::select)
        .add(Conv2d.class, Conv2dSimd::select)
        .add(Conv2dWeightGradient.class, Conv2dWeightGradientSimd::select)
        .add(ConvTranspose2d.class, ConvTranspose2dSimd::select)
        .add(Divide.class, DivideSimd::select)
        .add(EluGradient.class, EluGradientSimd::select)
        .add(EmaStep.class, EmaStepSimd::select)
        .add(Equal.class, EqualSimd::select)
        .add(GlobalNorm.class, GlobalNormSimd::select)
        .add(Greater.class, GreaterSimd::select)
        .add(LeakyRelu.class, LeakyReluSimd::select)
        .add(LeakyReluGradient.class, LeakyReluGradientSimd::select)
        .add(MatMul.class, MatMulSimd::select)
        .add(Max.class, MaxSimd::select)
        .add(Maximum.class, MaximumSimd::select)
        .add(Minimum.class, MinimumSimd::select)
        .add(Multiply.class, MultiplySimd::select)
        .add(Negate.class, NegateSimd::select)
        .add(Reciprocal.class, ReciprocalSimd::select)
        .add(Relu.class, ReluSimd::select)
        .add(ReluGradient.class, ReluGradientSimd::select)
        .add(Select.class, SelectSimd::select)
        .add(SgdStep.class, SgdStepSimd::select)
        .add(SigmoidGradient.class, SigmoidGradientSimd::select)
        .add(Slice.class, SliceSimd::select)
        .add(SliceGradient.class, SliceGradientSimd::select)
        .add(Sqrt.class, SqrtSimd::select)
        .add(Square.class, SquareSimd::select)
        .add(Subtract.class, SubtractSimd::select)
        .add(Sum.class, SumSimd::select)
        .add(TanhGradient.class, TanhGradientSimd::select)
        .add(Transpose.class, TransposeSimd::select);
  }
}
