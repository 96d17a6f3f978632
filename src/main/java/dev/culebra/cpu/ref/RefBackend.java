package dev.culebra.cpu.ref;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.KernelTable;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.kernel.ViewKernel;
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
import dev.culebra.shape.DType;
import java.util.Set;
import java.util.stream.Stream;

/** The reference tier: every operation, one line each. */
public final class RefBackend implements Backend {
  private static final KernelTable KERNELS =
      new KernelTable()
          .add(Abs.class, AbsRef::select)
          .add(AdagradStep.class, AdagradStepRef::select)
          .add(AdamStep.class, AdamStepRef::select)
          .add(AdamaxStep.class, AdamaxStepRef::select)
          .add(Add.class, AddRef::select)
          .add(Affine.class, AffineRef::select)
          .add(AllFinite.class, AllFiniteRef::select)
          .add(ArgMax.class, ArgMaxRef::select)
          .add(ArgMin.class, ArgMinRef::select)
          .add(Attention.class, AttentionRef::select)
          .add(AttentionGradient.class, AttentionGradientRef::select)
          .add(BernoulliLogits.class, BernoulliLogitsRef::select)
          .add(BernoulliLogitsGradient.class, BernoulliLogitsGradientRef::select)
          .add(BernoulliLogitsSum.class, BernoulliLogitsSumRef::select)
          .add(BernoulliLogitsSumGradient.class, BernoulliLogitsSumGradientRef::select)
          .add(Broadcast.class, BroadcastRef::select)
          .add(Cast.class, CastRef::select)
          .add(Clip.class, ClipRef::select)
          .add(ClipGradient.class, ClipGradientRef::select)
          .add(ClipScale.class, ClipScaleRef::select)
          .add(AllReduceStart.class, AllReduceRef::select)
          .add(AllReduceEnd.class, AllReduceRef::select)
          .add(ClipValues.class, ClipValuesRef::select)
          .add(Concat.class, ConcatRef::select)
          .add(Conv2d.class, Conv2dRef::select)
          .add(Conv2dWeightGradient.class, Conv2dWeightGradientRef::select)
          .add(ConvTranspose2d.class, ConvTranspose2dRef::select)
          .add(Cos.class, CosRef::select)
          .add(CrossEntropy.class, CrossEntropyRef::select)
          .add(CrossEntropyGradient.class, CrossEntropyGradientRef::select)
          .add(CumulativeSum.class, CumulativeSumRef::select)
          .add(Divide.class, DivideRef::select)
          .add(Dropout.class, DropoutRef::select)
          .add(Elu.class, EluRef::select)
          .add(EluGradient.class, EluGradientRef::select)
          .add(EmaStep.class, EmaStepRef::select)
          .add(Embedding.class, EmbeddingRef::select)
          .add(EmbeddingGradient.class, EmbeddingGradientRef::select)
          .add(Equal.class, EqualRef::select)
          .add(Erf.class, ErfRef::select)
          .add(Exp.class, ExpRef::select)
          .add(Expm1.class, Expm1Ref::select)
          .add(Fill.class, FillRef::select)
          .add(Floor.class, FloorRef::select)
          .add(Fused.class, RefBackend::fused)
          .add(Gather.class, GatherRef::select)
          .add(GaussianKl.class, GaussianKlRef::select)
          .add(GaussianKlGradient.class, GaussianKlGradientRef::select)
          .add(GaussianNll.class, GaussianNllRef::select)
          .add(GaussianPairKl.class, GaussianPairKlRef::select)
          .add(GaussianPairKlGradient.class, GaussianPairKlGradientRef::select)
          .add(GaussianSample.class, GaussianSampleRef::select)
          .add(Gelu.class, GeluRef::select)
          .add(GlobalNorm.class, GlobalNormRef::select)
          .add(Greater.class, GreaterRef::select)
          .add(GreaterEqual.class, GreaterEqualRef::select)
          .add(GruSequence.class, GruSequenceRef::select)
          .add(GruSequenceGradient.class, GruSequenceGradientRef::select)
          .add(HammingDistance.class, HammingDistanceRef::select)
          .add(Histogram.class, HistogramRef::select)
          .add(LeakyRelu.class, LeakyReluRef::select)
          .add(LeakyReluGradient.class, LeakyReluGradientRef::select)
          .add(Less.class, LessRef::select)
          .add(LessEqual.class, LessEqualRef::select)
          .add(Log.class, LogRef::select)
          .add(Log1p.class, Log1pRef::select)
          .add(LogSoftmax.class, LogSoftmaxRef::select)
          .add(LogSumExp.class, LogSumExpRef::select)
          .add(LstmSequence.class, LstmSequenceRef::select)
          .add(LstmSequenceGradient.class, LstmSequenceGradientRef::select)
          .add(MatMul.class, MatMulRef::select)
          .add(Max.class, MaxRef::select)
          .add(MaxPool2d.class, MaxPool2dRef::select)
          .add(Maximum.class, MaximumRef::select)
          .add(Minimum.class, MinimumRef::select)
          .add(Multiply.class, MultiplyRef::select)
          .add(Negate.class, NegateRef::select)
          .add(Normalize.class, NormalizeRef::select)
          .add(NormalizeGradient.class, NormalizeGradientRef::select)
          .add(NotEqual.class, NotEqualRef::select)
          .add(OneHot.class, OneHotRef::select)
          .add(PackBits.class, PackBitsRef::select)
          .add(PackLevels.class, PackLevelsRef::select)
          .add(RandomBernoulli.class, RandomBernoulliRef::select)
          .add(RandomCategorical.class, RandomCategoricalRef::select)
          .add(RandomGumbel.class, RandomGumbelRef::select)
          .add(RandomNormal.class, RandomNormalRef::select)
          .add(RandomPermutation.class, RandomPermutationRef::select)
          .add(RandomUniform.class, RandomUniformRef::select)
          .add(Reciprocal.class, ReciprocalRef::select)
          .add(Relu.class, ReluRef::select)
          .add(ReluGradient.class, ReluGradientRef::select)
          .add(Reparameterize.class, ReparameterizeRef::select)
          .add(ReparameterizeGradient.class, ReparameterizeGradientRef::select)
          .add(Resample2d.class, Resample2dRef::select)
          .add(Reshape.class, (op, signature) -> new ViewKernel())
          .add(ReverseSequence.class, ReverseSequenceRef::select)
          .add(RmspropStep.class, RmspropStepRef::select)
          .add(Round.class, RoundRef::select)
          .add(RoundStraightThrough.class, RoundStraightThroughRef::select)
          .add(Rsqrt.class, RsqrtRef::select)
          .add(ScatterAdd.class, ScatterAddRef::select)
          .add(Select.class, SelectRef::select)
          .add(SgdStep.class, SgdStepRef::select)
          .add(Sigmoid.class, SigmoidRef::select)
          .add(SigmoidGradient.class, SigmoidGradientRef::select)
          .add(Sign.class, SignRef::select)
          .add(Silu.class, SiluRef::select)
          .add(Sin.class, SinRef::select)
          .add(Slice.class, SliceRef::select)
          .add(SliceGradient.class, SliceGradientRef::select)
          .add(Softmax.class, SoftmaxRef::select)
          .add(Softplus.class, SoftplusRef::select)
          .add(Sqrt.class, SqrtRef::select)
          .add(Square.class, SquareRef::select)
          .add(SquaredError.class, SquaredErrorRef::select)
          .add(SquaredErrorSum.class, SquaredErrorSumRef::select)
          .add(SquaredErrorSumGradient.class, SquaredErrorSumGradientRef::select)
          .add(StopGradient.class, (op, signature) -> new ViewKernel())
          .add(Subtract.class, SubtractRef::select)
          .add(Sum.class, SumRef::select)
          .add(Tanh.class, TanhRef::select)
          .add(TanhGradient.class, TanhGradientRef::select)
          .add(TopK.class, TopKRef::select)
          .add(Transpose.class, TransposeRef::select)
          .add(UnpackLevels.class, UnpackLevelsRef::select)
          .add(VqAssign.class, VqAssignRef::select)
          .add(VqEmaStep.class, VqEmaStepRef::select)
          .add(VqNearest.class, VqNearestRef::select)
          .add(VqRevive.class, VqReviveRef::select);

  private static Choice fused(Fused op, Signature signature) {
    return FusedRef.select(op, signature, KERNELS::select);
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String tier() {
    return "ref";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public String refusal() {
    return null;
  }

  @Override
  public Set<Precision> precisions() {
    return Set.of(Precision.F32, Precision.BF16);
  }

  @Override
  public Set<Class<? extends Op>> operations() {
    return KERNELS.operations();
  }

  @Override
  public Choice select(Signature signature) {
    Choice choice = KERNELS.select(signature);
    boolean stored =
        Stream.concat(signature.inputs().stream(), signature.outputs().stream())
            .anyMatch(type -> type.dtype() == DType.BF16);
    boolean moves = choice instanceof MoveRef || choice instanceof ViewKernel;
    return stored && !moves ? Choice.refuse("bf16; storage only") : choice;
  }
}
