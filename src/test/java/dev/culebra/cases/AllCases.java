package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;
import java.util.stream.Stream;

/** Every operation's cases, one line each. */
public final class AllCases {
  private AllCases() {}

  public static Stream<Case> all() {
    return Stream.of(
            AbsCases.cases(),
            AdamStepCases.cases(),
            AddCases.cases(),
            AffineCases.cases(),
            AllFiniteCases.cases(),
            BroadcastCases.cases(),
            ClipScaleCases.cases(),
            ConcatCases.cases(),
            Conv2dCases.cases(),
            Conv2dWeightGradientCases.cases(),
            ConvTranspose2dCases.cases(),
            DivideCases.cases(),
            EluGradientCases.cases(),
            EmaStepCases.cases(),
            EqualCases.cases(),
            FillCases.cases(),
            GlobalNormCases.cases(),
            GreaterCases.cases(),
            LeakyReluCases.cases(),
            LeakyReluGradientCases.cases(),
            MatMulCases.cases(),
            MaxCases.cases(),
            MaximumCases.cases(),
            MinimumCases.cases(),
            MultiplyCases.cases(),
            NegateCases.cases(),
            ReciprocalCases.cases(),
            ReluCases.cases(),
            ReluGradientCases.cases(),
            ReshapeCases.cases(),
            SelectCases.cases(),
            SgdStepCases.cases(),
            SigmoidGradientCases.cases(),
            SliceCases.cases(),
            SliceGradientCases.cases(),
            SqrtCases.cases(),
            SquareCases.cases(),
            SubtractCases.cases(),
            SumCases.cases(),
            TanhGradientCases.cases(),
            TransposeCases.cases())
        .flatMap(List::stream);
  }
}
