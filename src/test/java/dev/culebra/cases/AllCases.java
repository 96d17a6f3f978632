package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every operation's cases, one line each. {@code -Dculebra.cases=REGEX} selects those whose name
 * begins with a match.
 */
public final class AllCases {
  private static final Pattern WANTED = Pattern.compile(System.getProperty("culebra.cases", ""));

  private AllCases() {}

  public static Stream<Case> all() {
    return Stream.of(
            AbsCases.cases(),
            AdamStepCases.cases(),
            AddCases.cases(),
            AffineCases.cases(),
            AllFiniteCases.cases(),
            BernoulliLogitsCases.cases(),
            BernoulliLogitsGradientCases.cases(),
            BernoulliLogitsSumCases.cases(),
            BernoulliLogitsSumGradientCases.cases(),
            BroadcastCases.cases(),
            CastCases.cases(),
            ClipCases.cases(),
            ClipGradientCases.cases(),
            ClipScaleCases.cases(),
            ConcatCases.cases(),
            Conv2dCases.cases(),
            Conv2dWeightGradientCases.cases(),
            ConvTranspose2dCases.cases(),
            CosCases.cases(),
            CrossEntropyCases.cases(),
            CrossEntropyGradientCases.cases(),
            DivideCases.cases(),
            EluCases.cases(),
            EluGradientCases.cases(),
            EmaStepCases.cases(),
            EmbeddingCases.cases(),
            EmbeddingGradientCases.cases(),
            EqualCases.cases(),
            ErfCases.cases(),
            ExpCases.cases(),
            Expm1Cases.cases(),
            FillCases.cases(),
            FloorCases.cases(),
            GaussianKlCases.cases(),
            GaussianKlGradientCases.cases(),
            GaussianNllCases.cases(),
            GaussianPairKlCases.cases(),
            GaussianPairKlGradientCases.cases(),
            GaussianSampleCases.cases(),
            GeluCases.cases(),
            GlobalNormCases.cases(),
            GreaterCases.cases(),
            GreaterEqualCases.cases(),
            LeakyReluCases.cases(),
            LeakyReluGradientCases.cases(),
            LessCases.cases(),
            LessEqualCases.cases(),
            LogCases.cases(),
            Log1pCases.cases(),
            LogSoftmaxCases.cases(),
            LogSumExpCases.cases(),
            LstmSequenceCases.cases(),
            LstmSequenceGradientCases.cases(),
            MatMulCases.cases(),
            MaxCases.cases(),
            MaximumCases.cases(),
            MinimumCases.cases(),
            MultiplyCases.cases(),
            NegateCases.cases(),
            NormalizeCases.cases(),
            NormalizeGradientCases.cases(),
            NotEqualCases.cases(),
            RandomBernoulliCases.cases(),
            RandomCategoricalCases.cases(),
            RandomGumbelCases.cases(),
            RandomNormalCases.cases(),
            RandomPermutationCases.cases(),
            RandomUniformCases.cases(),
            ReciprocalCases.cases(),
            ReluCases.cases(),
            ReluGradientCases.cases(),
            ReparameterizeCases.cases(),
            ReparameterizeGradientCases.cases(),
            ReshapeCases.cases(),
            RoundCases.cases(),
            RsqrtCases.cases(),
            SelectCases.cases(),
            SgdStepCases.cases(),
            SigmoidCases.cases(),
            SigmoidGradientCases.cases(),
            SignCases.cases(),
            SiluCases.cases(),
            SinCases.cases(),
            SliceCases.cases(),
            SliceGradientCases.cases(),
            SoftmaxCases.cases(),
            SoftplusCases.cases(),
            SqrtCases.cases(),
            SquareCases.cases(),
            SquaredErrorCases.cases(),
            StopGradientCases.cases(),
            SubtractCases.cases(),
            SumCases.cases(),
            TanhCases.cases(),
            TanhGradientCases.cases(),
            TransposeCases.cases(),
            VqNearestCases.cases())
        .flatMap(List::stream)
        .filter(test -> WANTED.matcher(test.toString()).lookingAt());
  }
}
