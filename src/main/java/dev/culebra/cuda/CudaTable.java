package dev.culebra.cuda;

import dev.culebra.kernel.KernelTable;
import dev.culebra.op.Abs;
import dev.culebra.op.AdagradStep;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.AllFinite;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.ArgMax;
import dev.culebra.op.ArgMin;
import dev.culebra.op.Attention;
import dev.culebra.op.AttentionGradient;
import dev.culebra.op.BernoulliLogits;
import dev.culebra.op.BernoulliLogitsGradient;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.BernoulliLogitsSumGradient;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Cast;
import dev.culebra.op.Clip;
import dev.culebra.op.ClipGradient;
import dev.culebra.op.ClipScale;
import dev.culebra.op.ClipValues;
import dev.culebra.op.Concat;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Cos;
import dev.culebra.op.CrossEntropy;
import dev.culebra.op.CrossEntropyGradient;
import dev.culebra.op.CumulativeSum;
import dev.culebra.op.Divide;
import dev.culebra.op.Dropout;
import dev.culebra.op.Elu;
import dev.culebra.op.EluGradient;
import dev.culebra.op.EmaStep;
import dev.culebra.op.Embedding;
import dev.culebra.op.EmbeddingGradient;
import dev.culebra.op.Equal;
import dev.culebra.op.Erf;
import dev.culebra.op.Exp;
import dev.culebra.op.Expm1;
import dev.culebra.op.Fill;
import dev.culebra.op.Floor;
import dev.culebra.op.Fused;
import dev.culebra.op.Gather;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianKlGradient;
import dev.culebra.op.GaussianNll;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.op.GaussianPairKlGradient;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.Gelu;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.Greater;
import dev.culebra.op.GreaterEqual;
import dev.culebra.op.GruSequence;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.HammingDistance;
import dev.culebra.op.Histogram;
import dev.culebra.op.LeakyRelu;
import dev.culebra.op.LeakyReluGradient;
import dev.culebra.op.Less;
import dev.culebra.op.LessEqual;
import dev.culebra.op.Log;
import dev.culebra.op.Log1p;
import dev.culebra.op.LogSoftmax;
import dev.culebra.op.LogSumExp;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.op.MatMul;
import dev.culebra.op.Max;
import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Maximum;
import dev.culebra.op.Minimum;
import dev.culebra.op.Multiply;
import dev.culebra.op.Negate;
import dev.culebra.op.Normalize;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.op.NotEqual;
import dev.culebra.op.OneHot;
import dev.culebra.op.PackBits;
import dev.culebra.op.PackLevels;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.op.RandomCategorical;
import dev.culebra.op.RandomGumbel;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomPermutation;
import dev.culebra.op.RandomUniform;
import dev.culebra.op.Reciprocal;
import dev.culebra.op.Relu;
import dev.culebra.op.ReluGradient;
import dev.culebra.op.Reparameterize;
import dev.culebra.op.ReparameterizeGradient;
import dev.culebra.op.Resample2d;
import dev.culebra.op.Reshape;
import dev.culebra.op.ReverseSequence;
import dev.culebra.op.RmspropStep;
import dev.culebra.op.Round;
import dev.culebra.op.RoundStraightThrough;
import dev.culebra.op.Rsqrt;
import dev.culebra.op.ScatterAdd;
import dev.culebra.op.Select;
import dev.culebra.op.SgdStep;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.SigmoidGradient;
import dev.culebra.op.Sign;
import dev.culebra.op.Silu;
import dev.culebra.op.Sin;
import dev.culebra.op.Slice;
import dev.culebra.op.SliceGradient;
import dev.culebra.op.Softmax;
import dev.culebra.op.Softplus;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Square;
import dev.culebra.op.SquaredError;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.SquaredErrorSumGradient;
import dev.culebra.op.StopGradient;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.op.Tanh;
import dev.culebra.op.TanhGradient;
import dev.culebra.op.TopK;
import dev.culebra.op.Transpose;
import dev.culebra.op.UnpackLevels;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqNearest;
import dev.culebra.op.VqRevive;

/** The kernels of the device, one line each. */
final class CudaTable {
  private CudaTable() {}

  static KernelTable create() {
    KernelTable table = new KernelTable();
    return table
        .add(Abs.class, (op, s) -> UnaryCuda.of(s, "abs"))
        .add(AdagradStep.class, UpdateCuda::adagrad)
        .add(AdamStep.class, UpdateCuda::adam)
        .add(AdamaxStep.class, UpdateCuda::adamax)
        .add(Add.class, (op, s) -> ElementwiseCuda.ofNumbers(s, "add"))
        .add(Affine.class, (op, s) -> UnaryCuda.of(s, "affine", op.scale(), op.shift()))
        .add(AllFinite.class, WatchCuda::allFinite)
        .add(ArgMax.class, PositionCuda::largest)
        .add(ArgMin.class, PositionCuda::smallest)
        .add(Attention.class, AttentionCuda::select)
        .add(AttentionGradient.class, AttentionGradientCuda::select)
        .add(BernoulliLogits.class, (op, s) -> ElementwiseCuda.binary(s, "bernoulli_logits"))
        .add(
            BernoulliLogitsGradient.class,
            (op, s) -> ElementwiseCuda.ternary(s, "bernoulli_logits_gradient"))
        .add(BernoulliLogitsSum.class, SampleLossCuda::loss)
        .add(
            BernoulliLogitsSumGradient.class,
            (op, s) -> SampleLossCuda.gradient(s, "bernoulli_logits_gradient"))
        .add(Broadcast.class, MoveCuda::broadcast)
        .add(Cast.class, CastCuda::select)
        .add(Clip.class, (op, s) -> UnaryCuda.of(s, "clip", op.lowest(), op.highest()))
        .add(
            ClipGradient.class,
            (op, s) -> ElementwiseCuda.binary(s, "clip_gradient", op.lowest(), op.highest()))
        .add(ClipScale.class, WatchCuda::clipScale)
        .add(AllReduceStart.class, AllReduceCuda::start)
        .add(AllReduceEnd.class, AllReduceCuda::end)
        .add(ClipValues.class, WatchCuda::clipValues)
        .add(Concat.class, MoveCuda::concat)
        .add(Conv2d.class, Conv2dCuda::forward)
        .add(Conv2dWeightGradient.class, Conv2dCuda::weightGradient)
        .add(ConvTranspose2d.class, Conv2dCuda::transposed)
        .add(Cos.class, (op, s) -> UnaryCuda.of(s, "cos"))
        .add(CrossEntropy.class, SoftmaxCuda::crossEntropy)
        .add(CrossEntropyGradient.class, SoftmaxCuda::crossEntropyGradient)
        .add(CumulativeSum.class, CumulativeSumCuda::select)
        .add(Divide.class, (op, s) -> ElementwiseCuda.binary(s, "divide"))
        .add(Dropout.class, DrawCuda::dropout)
        .add(Elu.class, (op, s) -> UnaryCuda.of(s, "elu", op.alpha(), 0))
        .add(EluGradient.class, (op, s) -> ElementwiseCuda.binary(s, "elu_gradient", op.alpha()))
        .add(EmaStep.class, UpdateCuda::ema)
        .add(Embedding.class, EmbeddingCuda::rows)
        .add(EmbeddingGradient.class, EmbeddingCuda::gradient)
        .add(Equal.class, (op, s) -> ElementwiseCuda.compare(s, 0, false))
        .add(Erf.class, (op, s) -> UnaryCuda.of(s, "erf"))
        .add(Exp.class, (op, s) -> UnaryCuda.of(s, "exp"))
        .add(Expm1.class, (op, s) -> UnaryCuda.of(s, "expm1"))
        .add(Fill.class, MoveCuda::fill)
        .add(Floor.class, (op, s) -> UnaryCuda.of(s, "floor"))
        .add(Fused.class, (op, s) -> FusedCuda.select(op, s, table::select))
        .add(Gather.class, GatherCuda::gather)
        .add(GaussianKl.class, SampleLossCuda::loss)
        .add(GaussianKlGradient.class, SampleLossCuda::gradients)
        .add(
            GaussianNll.class,
            (op, s) -> ElementwiseCuda.ternary(s, "gaussian_nll", GaussianNll.LOG_TWO_PI))
        .add(GaussianPairKl.class, GaussianPairCuda::divergence)
        .add(GaussianPairKlGradient.class, GaussianPairCuda::gradient)
        .add(GaussianSample.class, DrawCuda::gaussianSample)
        .add(Gelu.class, UnaryCuda::gelu)
        .add(GlobalNorm.class, WatchCuda::globalNorm)
        .add(Greater.class, (op, s) -> ElementwiseCuda.compare(s, 2, true))
        .add(GreaterEqual.class, (op, s) -> ElementwiseCuda.compare(s, 3, true))
        .add(GruSequence.class, RecurrentCuda::select)
        .add(
            GruSequenceGradient.class, (op, s) -> RecurrentGradientCuda.select(op, op.lengths(), s))
        .add(HammingDistance.class, CodesCuda::hammingDistance)
        .add(Histogram.class, HistogramCuda::select)
        .add(LeakyRelu.class, (op, s) -> UnaryCuda.of(s, "leaky_relu", op.slope(), 0))
        .add(
            LeakyReluGradient.class,
            (op, s) -> ElementwiseCuda.binary(s, "leaky_relu_gradient", op.slope()))
        .add(Less.class, (op, s) -> ElementwiseCuda.compare(s, 2, false))
        .add(LessEqual.class, (op, s) -> ElementwiseCuda.compare(s, 3, false))
        .add(Log.class, (op, s) -> UnaryCuda.of(s, "log"))
        .add(Log1p.class, (op, s) -> UnaryCuda.of(s, "log1p"))
        .add(LogSoftmax.class, SoftmaxCuda::logSoftmax)
        .add(LogSumExp.class, SoftmaxCuda::logSumExp)
        .add(LstmSequence.class, RecurrentCuda::select)
        .add(
            LstmSequenceGradient.class,
            (op, s) -> RecurrentGradientCuda.select(op, op.lengths(), s))
        .add(MatMul.class, MatMulCuda::select)
        .add(Max.class, ReduceCuda::max)
        .add(MaxPool2d.class, MaxPool2dCuda::select)
        .add(Maximum.class, (op, s) -> ElementwiseCuda.ofNumbers(s, "maximum"))
        .add(Minimum.class, (op, s) -> ElementwiseCuda.ofNumbers(s, "minimum"))
        .add(Multiply.class, (op, s) -> ElementwiseCuda.ofNumbers(s, "multiply"))
        .add(Negate.class, (op, s) -> UnaryCuda.of(s, "negate"))
        .add(Normalize.class, NormalizeCuda::forward)
        .add(NormalizeGradient.class, NormalizeCuda::gradient)
        .add(NotEqual.class, (op, s) -> ElementwiseCuda.compare(s, 1, false))
        .add(OneHot.class, GatherCuda::oneHot)
        .add(PackBits.class, CodesCuda::packBits)
        .add(PackLevels.class, CodesCuda::packLevels)
        .add(RandomBernoulli.class, DrawCuda::bernoulli)
        .add(RandomCategorical.class, CategoricalCuda::select)
        .add(RandomGumbel.class, DrawCuda::gumbel)
        .add(RandomNormal.class, RandomNormalCuda::select)
        .add(RandomPermutation.class, PermutationCuda::select)
        .add(RandomUniform.class, DrawCuda::uniform)
        .add(Reciprocal.class, (op, s) -> UnaryCuda.of(s, "reciprocal"))
        .add(Relu.class, (op, s) -> UnaryCuda.of(s, "relu"))
        .add(ReluGradient.class, (op, s) -> ElementwiseCuda.binary(s, "relu_gradient"))
        .add(Reparameterize.class, (op, s) -> ElementwiseCuda.ternary(s, "reparameterize"))
        .add(
            ReparameterizeGradient.class,
            (op, s) -> ElementwiseCuda.ternary(s, "reparameterize_gradient"))
        .add(Resample2d.class, Resample2dCuda::select)
        .add(Reshape.class, (op, s) -> new CudaView())
        .add(ReverseSequence.class, ReverseSequenceCuda::select)
        .add(RmspropStep.class, UpdateCuda::rmsprop)
        .add(Round.class, (op, s) -> UnaryCuda.of(s, "round"))
        .add(RoundStraightThrough.class, (op, s) -> UnaryCuda.of(s, "round"))
        .add(Rsqrt.class, (op, s) -> UnaryCuda.of(s, "rsqrt"))
        .add(ScatterAdd.class, GatherCuda::scatterAdd)
        .add(Select.class, MoveCuda::select)
        .add(SgdStep.class, UpdateCuda::sgd)
        .add(Sigmoid.class, (op, s) -> UnaryCuda.of(s, "sigmoid"))
        .add(SigmoidGradient.class, (op, s) -> ElementwiseCuda.binary(s, "sigmoid_gradient"))
        .add(Sign.class, (op, s) -> UnaryCuda.of(s, "sign"))
        .add(Silu.class, (op, s) -> UnaryCuda.of(s, "silu"))
        .add(Sin.class, (op, s) -> UnaryCuda.of(s, "sin"))
        .add(Slice.class, MoveCuda::slice)
        .add(SliceGradient.class, MoveCuda::sliceGradient)
        .add(Softmax.class, SoftmaxCuda::softmax)
        .add(Softplus.class, (op, s) -> UnaryCuda.of(s, "softplus"))
        .add(Sqrt.class, (op, s) -> UnaryCuda.of(s, "sqrt"))
        .add(Square.class, (op, s) -> UnaryCuda.of(s, "square"))
        .add(SquaredError.class, (op, s) -> ElementwiseCuda.binary(s, "squared_error"))
        .add(SquaredErrorSum.class, SampleLossCuda::loss)
        .add(
            SquaredErrorSumGradient.class,
            (op, s) -> SampleLossCuda.gradient(s, "squared_error_gradient"))
        .add(StopGradient.class, (op, s) -> new CudaView())
        .add(Subtract.class, (op, s) -> ElementwiseCuda.ofNumbers(s, "subtract"))
        .add(Sum.class, ReduceCuda::sum)
        .add(Tanh.class, (op, s) -> UnaryCuda.of(s, "tanh"))
        .add(TanhGradient.class, (op, s) -> ElementwiseCuda.binary(s, "tanh_gradient"))
        .add(TopK.class, TopKCuda::select)
        .add(Transpose.class, MoveCuda::transpose)
        .add(UnpackLevels.class, CodesCuda::unpackLevels)
        .add(VqAssign.class, VqNearestCuda::assign)
        .add(VqEmaStep.class, VqUpdateCuda::ema)
        .add(VqNearest.class, VqNearestCuda::nearest)
        .add(VqRevive.class, VqUpdateCuda::revive);
  }
}
