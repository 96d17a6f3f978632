package dev.culebra.cpu.ffm;

import dev.culebra.cpu.simd.RoundedProduct;
import dev.culebra.kernel.KernelTable;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.BernoulliLogitsSumGradient;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Exp;
import dev.culebra.op.Fused;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianKlGradient;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.Gelu;
import dev.culebra.op.GruSequence;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.Log;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Normalize;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.Silu;
import dev.culebra.op.Softplus;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.SquaredErrorSumGradient;
import dev.culebra.op.Subtract;
import dev.culebra.op.Tanh;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqNearest;

/** The kernels of the C tier, one line each. */
final class FfmTable {
  private FfmTable() {}

  static KernelTable create() {
    KernelTable table = new KernelTable();
    return table
        .add(AdamStep.class, AdamStepFfm::select)
        .add(Add.class, NativeMap.of("add"))
        .add(BernoulliLogitsSum.class, SampleLossFfm::loss)
        .add(BernoulliLogitsSumGradient.class, SampleLossFfm::gradient)
        .add(Conv2d.class, RoundedProduct.<Conv2d>of(Conv2dFfm::select))
        .add(Conv2dWeightGradient.class, RoundedProduct.of(Conv2dWeightGradientFfm::select))
        .add(ConvTranspose2d.class, RoundedProduct.<ConvTranspose2d>of(Conv2dFfm::select))
        .add(Exp.class, NativeMap.of("exp"))
        .add(Fused.class, (op, signature) -> SampleLossFfm.fused(op, signature, table::select))
        .add(GaussianKl.class, SampleLossFfm::loss)
        .add(GaussianKlGradient.class, SampleLossFfm::gradient)
        .add(GaussianSample.class, GaussianSampleFfm::select)
        .add(Gelu.class, GeluFfm::select)
        .add(GruSequence.class, NativeProducts::select)
        .add(GruSequenceGradient.class, NativeProducts::select)
        .add(Log.class, NativeMap.of("log"))
        .add(LstmSequence.class, NativeProducts::select)
        .add(LstmSequenceGradient.class, NativeProducts::select)
        .add(MatMul.class, MatMulFfm::select)
        .add(Multiply.class, NativeMap.of("multiply"))
        .add(Normalize.class, NormalizeFfm::select)
        .add(NormalizeGradient.class, NormalizeGradientFfm::select)
        .add(RandomNormal.class, RandomNormalFfm::select)
        .add(Sigmoid.class, NativeMap.of("sigmoid"))
        .add(Silu.class, NativeMap.of("silu"))
        .add(Softplus.class, NativeMap.of("softplus"))
        .add(SquaredErrorSum.class, SampleLossFfm::loss)
        .add(SquaredErrorSumGradient.class, SampleLossFfm::gradient)
        .add(Subtract.class, NativeMap.of("subtract"))
        .add(Tanh.class, NativeMap.of("tanh"))
        .add(VqAssign.class, VqAssignFfm::select)
        .add(VqNearest.class, VqNearestFfm::select);
  }
}
